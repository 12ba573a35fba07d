declare module 'virtual:api' {
  // oxlint-disable-next-line typescript/consistent-type-imports -- an ambient module imports nothing by a relative path
  const api: Partial<import('./describeApi.js').Api>
  export default api
}
declare module '*.md?raw' {
  const text: string
  export default text
}
declare module '*.tsx?raw' {
  const text: string
  export default text
}
