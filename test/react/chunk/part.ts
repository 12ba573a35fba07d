/** A chunk for the tests of `useChunk`. */
export const sentence = 'The chunk is here.'
