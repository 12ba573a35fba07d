declare module 'virtual:hosts' {
  import type { HostPage } from '../test/hosts/hostPages.js'
  const hosts: HostPage[]
  export default hosts
}
