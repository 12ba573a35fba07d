import { useState } from 'react'
import { ImageVariationForm } from 'react-image-variation'
import { createVariationClient } from 'react-image-variation/client'

// A device without a network. A browser's own state cannot be set from a page.
const offlineClient = createVariationClient({
  endpoint: new URL('/api/image-variations', location.origin),
  fetch: () => Promise.reject(new TypeError('Failed to fetch')),
})

export function Offline() {
  const [isOnline, setIsOnline] = useState(false)
  return (
    <>
      <p>
        <label>
          <input
            type="checkbox"
            checked={isOnline}
            onChange={({ target }) => setIsOnline(target.checked)}
          />{' '}
          Online
        </label>
      </p>
      <ImageVariationForm
        client={isOnline ? undefined : offlineClient}
        model="local/watercolor"
        defaultSize="256x256"
      />
    </>
  )
}
