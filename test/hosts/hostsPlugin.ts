import type { Plugin } from 'vite'

/** `virtual:hosts`: the host pages, built from their packages in Node, for the stories. */
export function hosts(): Plugin {
  const id = '\0virtual:hosts'
  return {
    name: 'hosts',
    resolveId: (source) => (source === 'virtual:hosts' ? id : undefined),
    async load(source) {
      if (source !== id) return undefined
      const { hostPages } = await import('./hostPages.js')
      return `export default ${JSON.stringify(await hostPages())}`
    },
  }
}
