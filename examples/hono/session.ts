import { Hono, type Context } from 'hono'
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie'

// Several processes need the same one. Without it a restart signs everybody out.
const secret = process.env['SESSION_SECRET'] ?? crypto.randomUUID()

/** A demo, in which a name is enough to sign in: your own sign-in goes here. The session is a signed cookie. */
export const session = new Hono()
  .get('/', async (context) => context.json({ user: await userOf(context) }))
  .post('/', async (context) => {
    const { user } = await context.req.json<{ user: string }>()
    const options = { httpOnly: true, sameSite: 'Lax', path: '/' } as const
    await setSignedCookie(context, 'user', user, secret, options)
    return context.json({ user })
  })
  .delete('/', (context) => {
    deleteCookie(context, 'user')
    return context.json({ user: null })
  })

/** Who is signed in, or null. */
export async function userOf(context: Context): Promise<string | null> {
  return (await getSignedCookie(context, secret, 'user')) || null
}
