import { useFormContext } from './FormContext.js'

export type RunNameProps = {
  request: { prompt?: string | null; model?: string }
  /** File name of the image. */
  name: string | undefined
}

/** Says which of several runs is meant, as the gallery does: its prompt, else its image, and its model. */
export function RunName({ request, name }: RunNameProps) {
  const { form, labels } = useFormContext()
  const model = form.models.find(({ id }) => id === request.model)?.label ?? request.model
  const title = request.prompt || (name ? labels.gallery.variationsOf(name) : labels.gallery.title)
  return (
    <span data-part="run-name">
      <bdi>{title}</bdi>
      {model && (
        <>
          {' · '}
          <bdi>{model}</bdi>
        </>
      )}
    </span>
  )
}
