import type { TestProject } from 'vitest/node'
import { startFaultServer } from './faultServer.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where tests in a browser find the server that fails. */
    faultServerURL: string
  }
}

/** Runs the fault server beside the browser, where tests cannot start one. */
export default async function setup(project: TestProject) {
  const server = await startFaultServer()
  project.provide('faultServerURL', server.url)
  return () => server.close()
}
