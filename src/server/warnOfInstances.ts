/** What hosts set that start several instances of a server. */
const hosts: Record<string, string> = {
  VERCEL: 'Vercel',
  NETLIFY: 'Netlify',
  AWS_LAMBDA_FUNCTION_NAME: 'AWS Lambda',
  K_SERVICE: 'Cloud Run',
  FUNCTIONS_WORKER_RUNTIME: 'Azure Functions',
  DENO_DEPLOYMENT_ID: 'Deno Deploy',
}

/** Says that runs in memory are not enough where the host starts several instances. */
export function warnOfInstances(): void {
  const host = hostOf()
  if (!host) return
  console.warn(
    `Image variations: runs are kept in the memory of one instance, and ${host} starts several. A browser that comes back may reach one that does not know its run. Pass \`runs: createRedisRunStore(client)\`, or \`runs: createMemoryRunStore()\` if there is only one instance.`,
  )
}

function hostOf(): string | undefined {
  if (globalThis.navigator?.userAgent === 'Cloudflare-Workers') return 'Cloudflare Workers'
  const env = globalThis.process?.env ?? {}
  const name = Object.keys(hosts).find((name) => env[name])
  return name && hosts[name]
}
