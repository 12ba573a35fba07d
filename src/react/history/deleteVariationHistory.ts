import { deleteFavorites } from '../image/favorites.js'
import { defaultHistoryName, openDisk } from './createHistoryDisk.js'
import { tellOthers } from './historyChannel.js'

/**
 * Deletes a history and its favorites: from disk and out of all tabs, whether a component shows it or not. For a logout, say.
 * Runs under way are forgotten as well; they are not cancelled.
 *
 * @param name as `useVariationHistory` got it. @default 'image-variations'
 * @throws an Error where the browser keeps no databases; VariationError `load_failed`
 */
export async function deleteVariationHistory(name: string = defaultHistoryName): Promise<void> {
  tellOthers(name, { from: '', isCleared: true })
  deleteFavorites(name)
  const database = await openDisk(name)
  await database.clear()
  database.close()
}
