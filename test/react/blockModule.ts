import { onTestFinished } from 'vitest'
import { cdp } from 'vitest/browser'

type Session = { send(method: string, parameters?: object): Promise<unknown> }

/** Lets the browser load no module with this name. Returns a function that lets it again, as the end of the test does. */
export async function blockModule(name: string) {
  const session = cdp() as Session
  const unblock = () => session.send('Network.setBlockedURLs', { urls: [] })
  onTestFinished(() => unblock().then(() => {}))
  await session.send('Network.enable')
  await session.send('Network.setBlockedURLs', { urls: [`*${name}*`] })
  return unblock
}
