import { cdp } from 'vitest/browser'

type Session = { send(method: string, parameters?: object): Promise<unknown> }

/** Lets the browser load no module with this name. Returns a function that lets it again. */
export async function blockModule(name: string) {
  const session = cdp() as Session
  await session.send('Network.enable')
  await session.send('Network.setBlockedURLs', { urls: [`*${name}*`] })
  return () => session.send('Network.setBlockedURLs', { urls: [] })
}
