/** The key in local storage under which the ids of a history's favorite images are kept. */
export const favoritesKeyOf = (historyName: string): string => `${historyName}:favorites`

/** Forgets the favorites of a history. */
export function deleteFavorites(historyName: string): void {
  try {
    localStorage.removeItem(favoritesKeyOf(historyName))
  } catch {
    // A private window or a server: nothing is kept there.
  }
}
