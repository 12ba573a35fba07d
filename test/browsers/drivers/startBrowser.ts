import type { Engine } from '../../../scripts/engines.mjs'
import type { BrowserDriver, Preferences } from './BrowserDriver.js'
import { startFirefox } from './startFirefox.js'
import { startPlaywright } from './startPlaywright.js'
import { startWebKitGTK } from './startWebKitGTK.js'

/** Starts what `npm run test:browsers` found. */
export function startBrowser(
  { name, driver, path, browser }: Engine,
  downloads: string,
  preferences?: Preferences,
): Promise<BrowserDriver> {
  if (driver === 'firefox') return startFirefox({ path: path!, downloads }, preferences)
  if (driver === 'webkitgtk') {
    return startWebKitGTK({ path: path!, browser: browser!, downloads }, preferences)
  }
  return startPlaywright({ engine: name, path, downloads }, preferences)
}
