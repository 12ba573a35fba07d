import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { useImageVariation } from 'react-image-variation'
import { imageVariationRequestSchema } from 'react-image-variation/client'
import * as z from 'zod/mini'

// The package's own rules and sentences, for the fields of this form.
const { model, prompt, n, image } = imageVariationRequestSchema.shape
const schema = z.object({ model, prompt, n, image })

export function WithReactHookForm() {
  const { register, handleSubmit, setValue, formState } = useForm({
    resolver: zodResolver(schema),
    defaultValues: { model: 'local/pencil', prompt: 'As a drawing', n: 2 },
  })
  const { errors } = formState
  const { mutate, images, isPending, error } = useImageVariation()
  return (
    <form
      noValidate
      style={{ display: 'grid', gap: '0.75rem', justifyItems: 'start' }}
      onSubmit={handleSubmit(({ image, ...settings }) => {
        if (image) mutate({ ...settings, image, size: '256x256' })
      })}
    >
      <label>
        Photo{' '}
        <input
          type="file"
          onChange={({ target }) => setValue('image', target.files?.[0])}
          accept="image/png,image/jpeg,image/webp"
        />
      </label>
      <label>
        Prompt <input {...register('prompt')} />
      </label>
      {errors.prompt && <p role="alert">{errors.prompt.message}</p>}
      <label>
        Number <input type="number" {...register('n', { valueAsNumber: true })} />
      </label>
      {errors.n && <p role="alert">{errors.n.message}</p>}
      <button disabled={isPending}>{isPending ? 'Drawing…' : 'Draw'}</button>
      {error && <p role="alert">{error.message}</p>}
      <p>
        {images.map(({ id, src, index }) => (
          <img key={id} src={src} alt={`Drawing ${index + 1}`} width={160} />
        ))}
      </p>
    </form>
  )
}
