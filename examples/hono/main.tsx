import { QueryClient, QueryClientProvider, useMutation, useQuery } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { ImageVariationStudio, type PartialLabels } from 'react-image-variation'
import 'react-image-variation/styles.css'

const queryClient = new QueryClient()

/** Lets the server's own sentence through, where it has one for visitors. */
const labels: PartialLabels = {
  errors: {
    http: ({ details, message }) =>
      details?.code === 'image_limit_reached' ? message : 'The server rejected this request.',
  },
}

function App() {
  const { data: session } = useQuery({
    queryKey: ['session'],
    queryFn: () => send('GET'),
  })
  const signIn = useMutation({
    mutationFn: (form: FormData) => send('POST', { user: form.get('user') }),
    onSuccess: (session) => queryClient.setQueryData(['session'], session),
  })
  const signOut = useMutation({
    mutationFn: () => send('DELETE'),
    onSuccess: (session) => queryClient.setQueryData(['session'], session),
  })

  if (!session) return null
  if (!session.user) {
    return (
      <form action={(form: FormData) => signIn.mutate(form)}>
        <label>
          Name <input name="user" required />
        </label>{' '}
        <button>Sign in</button>
      </form>
    )
  }
  return (
    <>
      <p>
        {session.user} <button onClick={() => signOut.mutate()}>Sign out</button>
      </p>
      {/* Another user, another history. `deleteVariationHistory(name)` removes it from this device. */}
      <ImageVariationStudio
        key={session.user}
        persist
        name={`images of ${session.user}`}
        labels={labels}
        form={{ defaultN: 4 }}
      />
    </>
  )
}

async function send(method: string, body?: object): Promise<{ user: string | null }> {
  const response = await fetch('/session', { method, body: body && JSON.stringify(body) })
  if (!response.ok) throw new Error(`/session responded with ${response.status}.`)
  return response.json()
}

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

createRoot(root).render(
  <QueryClientProvider client={queryClient}>
    <App />
  </QueryClientProvider>,
)
