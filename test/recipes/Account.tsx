import { useQueryClient } from '@tanstack/react-query'
import { deleteVariationHistory, ImageVariationStudio } from 'react-image-variation'

type Session = { userId: string }

/** Each user has a history of their own. Another name shows another history, without a reload. */
export function Studio({ session }: { session: Session }) {
  return <ImageVariationStudio persist name={session.userId} />
}

/** Forgets the user's images: on this disk, in other tabs, and where no studio is on the page. */
export function LogoutButton({ session, logout }: { session: Session; logout: () => void }) {
  const queryClient = useQueryClient()
  return (
    <button
      onClick={() => {
        void deleteVariationHistory(session.userId)
        // The list of models was this user's as well.
        queryClient.clear()
        logout()
      }}
    >
      Log out
    </button>
  )
}
