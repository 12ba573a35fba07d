import { Controller, useForm } from 'react-hook-form'
import { ImageVariationForm } from 'react-image-variation'

export type Article = { title: string; cover: Blob | undefined }

export function ArticleForm({ onSave }: { onSave: (article: Article) => void }) {
  const { control, register, handleSubmit } = useForm<Article>()
  return (
    <form onSubmit={handleSubmit(onSave)}>
      <label>
        Title <input {...register('title')} />
      </label>
      <Controller
        name="cover"
        control={control}
        render={({ field }) => (
          <ImageVariationForm
            element="div"
            models={['openai/gpt-image-2']}
            onResult={({ images }) => field.onChange(images[0]?.blob)}
          />
        )}
      />
      <button>Save article</button>
    </form>
  )
}
