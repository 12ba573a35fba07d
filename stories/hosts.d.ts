declare module 'virtual:hosts' {
  const hosts: import('../test/hosts/hostPages.js').HostPage[]
  export default hosts
}
