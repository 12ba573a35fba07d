import { useImageVariationForm } from 'react-image-variation'

export function OwnForm() {
  const form = useImageVariationForm({ model: 'local/pencil', defaultSize: '256x256' })
  return (
    <form {...form.getFormProps({ style: { display: 'grid', gap: '1rem', maxWidth: '20rem' } })}>
      <label {...form.getDropzoneProps({ style: { border: '1px dashed', padding: '1rem' } })}>
        {form.intake.image?.name ?? 'Choose or drop an image'}{' '}
        <input {...form.getFileInputProps()} />
      </label>
      <label htmlFor={form.idOf('n')}>Images: {form.settings.n}</label>
      <input
        type="range"
        min={1}
        max={4}
        {...form.getControlProps('n')}
        value={form.settings.n}
        onChange={({ target }) => form.set('n', Number(target.value))}
      />
      {form.issues.map(({ setting, message }) => (
        <p key={setting} role="alert">
          {message}
        </p>
      ))}
      <button {...form.getSubmitProps()}>Create</button>
      <button {...form.getCancelProps()}>Cancel</button>
      <output>{form.status}</output>
      {form.variation.images.map(({ id, src }) => (
        <img key={id} src={src} alt="" width={160} />
      ))}
    </form>
  )
}
