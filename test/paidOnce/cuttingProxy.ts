import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** What happens to the next POST when its whole body has been passed on. */
export type Cut = {
  /** Ends the caller's connection with FIN or RST, or sends the page of a gateway that gave up. */
  with: 'FIN' | 'RST' | { status: number }
  /** Milliseconds after the last byte of the body, or what is waited for from then on. */
  after: number | Promise<unknown>
}

/**
 * A TCP proxy that passes bytes on, on connections that it keeps alive, and cuts the connection of one POST. It never cuts
 * toward the server before the server has the whole body, so whatever reads there reads all of it.
 */
export async function startCuttingProxy(targetPort: number) {
  let nextCut: Cut | undefined
  const cuts: { wasReused: boolean }[] = []
  const sockets = new Set<Socket>()

  const server = createServer((client) => {
    const target = connect(targetPort, '127.0.0.1')
    for (const socket of [client, target]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => sockets.delete(socket))
    }
    let head = ''
    let restOfBody = 0
    let requests = 0
    let isPost = false
    let isCut = false

    /** Follows requests with a Content-Length, one after another. */
    function observe(chunk: Buffer) {
      for (let at = 0; at < chunk.length;) {
        if (restOfBody > 0) {
          const taken = Math.min(restOfBody, chunk.length - at)
          restOfBody -= taken
          at += taken
          if (restOfBody === 0) onBodyEnd()
          continue
        }
        const text = head + chunk.toString('latin1', at)
        const end = text.indexOf('\r\n\r\n')
        if (end === -1) {
          head = text
          return
        }
        at += end + 4 - head.length
        head = ''
        requests += 1
        isPost = text.startsWith('POST ')
        restOfBody = Number(/^content-length: *(\d+)/im.exec(text.slice(0, end))?.[1] ?? 0)
      }
    }

    function onBodyEnd() {
      const cut = nextCut
      if (!cut || !isPost) return
      nextCut = undefined
      cuts.push({ wasReused: requests > 1 })
      if (cut.after === 0) perform(cut)
      else if (typeof cut.after === 'number') setTimeout(perform, cut.after, cut)
      else void cut.after.then(() => perform(cut))
    }

    function perform(cut: Cut) {
      isCut = true
      if (cut.with === 'RST') {
        client.resetAndDestroy()
        target.end()
      } else if (cut.with === 'FIN') {
        client.end()
        target.end()
      } else {
        const page = '<html><title>Gateway</title><h1>The gateway gave up</h1></html>'
        client.write(
          `HTTP/1.1 ${cut.with.status} Gave up\r\nContent-Type: text/html\r\nContent-Length: ${page.length}\r\n\r\n${page}`,
        )
        target.end()
        client.end()
      }
    }

    client.on('data', (chunk) => {
      if (isCut) return
      target.write(chunk)
      observe(chunk)
    })
    target.on('data', (chunk) => {
      if (!isCut) client.write(chunk)
    })
    client.on('end', () => target.end())
    client.on('close', () => target.end())
    target.on('close', () => client.end())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    /** The POSTs that were cut since the last look, and whether their connection had carried a request before. */
    takeCuts: () => cuts.splice(0),
    cutNextPost(cut: Cut) {
      nextCut = cut
    },
    stop() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
