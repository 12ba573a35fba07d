import { useState } from 'react'
import { deleteVariationHistory, ImageVariationStudio } from 'react-image-variation'

const users = ['Ada', 'Grace']

export function HistoryPerUser() {
  const [user, setUser] = useState(users[0])
  return (
    <>
      <p>
        <label>
          Signed in as{' '}
          <select value={user} onChange={({ target }) => setUser(target.value)}>
            {users.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>{' '}
        <button type="button" onClick={() => void deleteVariationHistory(`variations-of-${user}`)}>
          Sign out and delete
        </button>
      </p>
      <ImageVariationStudio
        persist
        name={`variations-of-${user}`}
        form={{ model: 'local/duotone', defaultN: 2, defaultSize: '256x256' }}
      />
    </>
  )
}
