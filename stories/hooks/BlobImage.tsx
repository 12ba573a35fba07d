import { useState } from 'react'
import { useObjectURL } from 'react-image-variation'

export function BlobImage() {
  const [file, setFile] = useState<File>()
  const src = useObjectURL(file)
  return (
    <>
      <label>
        Photo <input type="file" onChange={({ target }) => setFile(target.files?.[0])} />
      </label>
      {src && <img src={src} alt={file?.name ?? ''} width={160} />}
    </>
  )
}
