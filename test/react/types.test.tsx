import type { UseMutationResult } from '@tanstack/react-query'
import {
  useImageVariation,
  type ImageVariationVariables,
  type UseImageVariationResult,
  type VariationImage,
  type VariationRun,
} from 'react-image-variation'
import { createVariationClient, type VariationError } from 'react-image-variation/client'
import { expectTypeOf, test } from 'vitest'

// Types are checked by `tsc`; nothing here runs.
const image = new Blob()

test('model is required exactly where no default gives it', () => {
  function Component() {
    const plain = useImageVariation()
    // @ts-expect-error -- no model
    plain.mutate({ image })
    plain.mutate({ image, model: 'a/b' })

    const withDefault = useImageVariation({ defaults: { model: 'a/b' } })
    withDefault.mutate({ image })
    withDefault.mutate({ image, model: 'c/d' })

    const withOthers = useImageVariation({ defaults: { n: 4 } })
    // @ts-expect-error -- no model
    withOthers.mutate({ image })

    // @ts-expect-error -- no image
    withDefault.mutate({ prompt: 'As a watercolor' })
    // @ts-expect-error -- no such option
    withDefault.mutate({ image, prompts: 'As a watercolor' })
    // @ts-expect-error -- no such quality
    withDefault.mutate({ image, quality: 'best' })
    withDefault.mutate({ image, prompt: null, parentImageId: 'run-0', fresh: true })
  }
  expectTypeOf(Component).toBeFunction()
})

test('the result is TanStack’s, narrowed by its status, and ours', () => {
  type Variables = ImageVariationVariables<{ model: string }>
  function Component() {
    const result = useImageVariation({
      defaults: { model: 'a/b' },
      onMutate: () => 'undo',
      onError: (error, variables, undo) => {
        expectTypeOf(error).toEqualTypeOf<VariationError>()
        expectTypeOf(undo).toEqualTypeOf<string | undefined>()
        expectTypeOf(variables.image).toExtend<unknown>()
      },
    })
    const tanStack: UseMutationResult<VariationRun, VariationError, Variables, string> = result
    expectTypeOf(tanStack.status).toBeString()
    expectTypeOf(result.images).toEqualTypeOf<VariationImage[]>()
    if (result.isSuccess) expectTypeOf(result.data).toEqualTypeOf<VariationRun>()
    if (result.isError) expectTypeOf(result.error).toEqualTypeOf<VariationError>()
    expectTypeOf(result.mutateAsync({ image })).resolves.toEqualTypeOf<VariationRun>()
  }
  expectTypeOf(Component).toBeFunction()
  type Progress = NonNullable<UseImageVariationResult['progress']>
  type Phase = 'preparing' | 'uploading' | 'generating'
  expectTypeOf<Progress['phase']>().toEqualTypeOf<Phase>()
  expectTypeOf<Progress['elapsedMs']>().toBeNumber()
  expectTypeOf<Progress['loadedBytes']>().toEqualTypeOf<number | undefined>()
})

test('mutationFn is ours, and a client with create alone will do', () => {
  function Component() {
    // @ts-expect-error -- ours
    useImageVariation({ mutationFn: async () => {} })
    useImageVariation({ client: createVariationClient() })
    useImageVariation({ client: { create: createVariationClient().create } })
  }
  expectTypeOf(Component).toBeFunction()
})
