import { createFormats } from '../react/provider/createFormats.js'
import type { Labels } from '../react/provider/labels.js'

const formats = createFormats('es')
const { bytes, duration, number, plural } = formats
const variations = (n: number) => plural(n, { one: '# variación', other: '# variaciones' })

const tooSlow = 'El modelo ha tardado demasiado. Inténtalo de nuevo.'
const refusals: { [status: number]: string } = {
  401: 'Inicia sesión para crear variaciones.',
  402: 'El presupuesto para variaciones se ha agotado.',
  403: 'Esto no está permitido aquí. Elige otro modelo o solicita acceso.',
  404: 'Este modelo ya no está disponible. Elige otro.',
  408: tooSlow,
  413: 'La imagen es demasiado grande para el servidor. Elige una más pequeña.',
  504: tooSlow,
}

/** Spanish, in the informal tú. */
export const labels: Labels = {
  formats,
  form: {
    title: 'Variaciones de imagen',
    submit: (n) => `Crear ${variations(n)}`,
    submitting: 'Creando…',
    price: (money) => `aprox. ${money}`,
    cancel: 'Cancelar',
    optional: 'opcional',
    advanced: 'Opciones avanzadas',
    summary: (n) =>
      plural(n, {
        one: 'Corrige este campo para continuar',
        other: 'Corrige estos # campos para continuar',
      }),
  },
  intake: {
    title: 'Elige una imagen',
    drop: 'o arrástrala o pégala aquí',
    hint: ({ types, maxBytes, square }) =>
      `${square ? 'Imagen cuadrada. ' : ''}${types}, hasta ${maxBytes}`,
    replace: 'Cambiar imagen',
    remove: 'Quitar imagen',
    reading: 'Leyendo la imagen…',
    dimensions: (width, height) => `${width} × ${height}`,
    fromVariation: 'A partir de una variación',
    keepOther: 'Conservar la otra imagen',
    focus: 'Parte de la imagen que se conserva',
  },
  problems: {
    empty: () => 'Este archivo está vacío. Elige otro.',
    not_an_image: () => 'Este archivo no es una imagen. Elige un PNG, JPEG o WebP.',
    svg: () => 'No se pueden crear variaciones de un SVG. Guárdalo como PNG y elige ese archivo.',
    heic: () => 'Las fotos HEIC no son compatibles. Guarda la foto como JPEG y elige ese archivo.',
    animated: () => 'Esta imagen es animada. Elige una fija o usa solo el primer fotograma.',
    corrupt: () => 'Esta imagen está dañada y no se puede leer. Elige otra.',
    too_many_bytes: (problem) =>
      `Este archivo es demasiado grande${problem.bytes ? ` (${bytes(problem.bytes)})` : ''}.${problem.maxBytes ? ` El máximo es ${bytes(problem.maxBytes)}.` : ''}`,
    too_many_pixels: ({ width, height }) =>
      `Esta imagen tiene demasiados píxeles${width && height ? ` (${number(width)} × ${number(height)})` : ''}. Reduce su tamaño.`,
    not_square: ({ width, height }) =>
      `Este modelo necesita una imagen cuadrada${width && height ? `; esta mide ${number(width)} × ${number(height)}` : ''}.`,
    wrong_type: () => 'Este modelo no admite este tipo de imagen. Conviértela.',
    unreachable: () =>
      'No se puede cargar esta imagen desde su dirección. Guárdala y elige el archivo.',
  },
  fixes: {
    crop: 'Recortar en cuadrado',
    pad: 'Rellenar hasta un cuadrado',
    scale: 'Reducir tamaño',
    convert: 'Convertir',
  },
  fields: {
    model: 'Modelo',
    modelPlaceholder: 'proveedor/modelo',
    prompt: '¿Qué quieres cambiar?',
    promptPlaceholder: 'Conserva el motivo y cambia la estación a invierno',
    n: 'Variaciones',
    fewer: 'Una menos',
    more: 'Una más',
    size: 'Tamaño',
    automatic: 'Automático',
    quality: 'Calidad',
    qualities: {
      auto: 'Automática',
      high: 'Alta',
      medium: 'Media',
      low: 'Baja',
      standard: 'Estándar',
    },
    responseFormat: 'Entrega',
    responseFormats: { url: 'Enlace, durante 60 minutos', b64_json: 'Archivo, permanente' },
    user: 'Usuario',
    userHint: 'Un ID de la persona para la que es la imagen.',
    name: 'Nombre de la traza',
    nameHint: 'Se muestra en las trazas del router.',
    fallbacks: 'Modelos alternativos',
    fallbacksHint: 'Se prueban en este orden cuando falla el modelo.',
    fallback: (position) => `Alternativa ${number(position)}`,
    addFallback: 'Añadir una alternativa',
    removeModel: (model) => `Quitar ${model}`,
    moveUp: (model) => `Subir ${model}`,
    retry: 'Reintentos',
    retryHint: 'El router vuelve a intentarlo cuando falla el proveedor.',
    retryCount: 'Veces',
    retryCodes: 'Con los códigos de estado',
    cache: 'Caché',
    cacheHint: 'La misma solicitud devuelve las mismas imágenes, al instante y gratis.',
    cacheTtl: 'Conservar durante',
    cacheWarning:
      'Los enlaces duran 60 minutos: una caché más larga puede devolver enlaces caducados.',
    loadBalancer: 'Balanceo de carga',
    loadBalancerHint: 'Reparte las solicitudes entre estos modelos; el de arriba no se usa.',
    weight: (model) => `Peso de ${model}`,
    addModel: 'Añadir un modelo',
    timeout: 'Tiempo límite',
    timeoutHint: 'Segundos para cada intento del router.',
    orqPrompt: 'Prompt de Orq',
    orqPromptHint: 'ID de un prompt guardado en Orq.',
    identity: 'Identidad',
    identityHint: 'Para quién es la imagen, en Orq.',
    identityId: 'ID',
    identityName: 'Nombre',
    identityEmail: 'Correo electrónico',
  },
  issues: {
    image: 'Elige primero una imagen.',
    model: 'Elige un modelo.',
    prompt: 'Di qué quieres cambiar: este modelo trabaja a partir de palabras.',
    n: 'Elige entre 1 y 10 variaciones.',
    size: 'Este tamaño necesita un prompt. Elige otro o di qué quieres cambiar.',
    quality: 'La calidad necesita un prompt.',
    fallbacks: 'Indica el nombre de cada modelo alternativo o quita los vacíos.',
    retry: 'Indica de 1 a 5 reintentos, con códigos de estado del 100 al 599.',
    cache: 'Conserva las respuestas entre 1 segundo y 3 días.',
    loadBalancer: 'Indica el nombre y el peso de cada modelo.',
    timeout: 'Espera al menos un milisegundo.',
    identity: 'Indica un ID de 255 caracteres como máximo para la identidad.',
    orqPrompt: 'Indica el ID del prompt.',
  },
  run: {
    preparing: 'Preparando la imagen…',
    uploading: 'Subiendo…',
    generating: 'Creando variaciones…',
    elapsed: (time) => time,
    done: (n) => plural(n, { one: '# variación lista.', other: '# variaciones listas.' }),
    partial: (usable, asked) =>
      plural(usable, {
        one: `Ha llegado # de ${variations(asked)}.`,
        other: `Han llegado # de ${variations(asked)}.`,
      }),
    cancelled: 'Cancelado. Es posible que se cobre lo que el proveedor ya había empezado.',
  },
  errors: {
    invalid_request: () => 'Algunos ajustes no se pueden enviar. Revísalos e inténtalo de nuevo.',
    configuration: () =>
      'Las variaciones no están bien configuradas aquí. Avisa a los responsables de esta página.',
    aborted: () => 'Cancelado.',
    timeout: () => 'Ha tardado demasiado. Inténtalo de nuevo o pide menos variaciones.',
    offline: () =>
      'No tienes conexión. La imagen se conserva: inténtalo de nuevo cuando vuelvas a estar en línea.',
    network: () => 'La conexión falló antes de enviar nada. Inténtalo de nuevo.',
    outcome_unknown: () =>
      'Se perdió la conexión durante la espera. Puede que las variaciones se hayan creado y cobrado; compruébalo antes de repetir.',
    redirect: () =>
      'El servidor redirigió la solicitud a otra dirección, y eso no se permite. Avisa a los responsables de esta página.',
    http: ({ status = 0, retryAfterMs }) =>
      status === 429
        ? `Demasiadas solicitudes. Inténtalo de nuevo ${retryAfterMs ? `dentro de ${duration(retryAfterMs)}` : 'en un momento'}.`
        : (refusals[status] ??
          (status >= 500
            ? 'El modelo no está disponible en este momento. Inténtalo de nuevo o elige otro.'
            : 'El servidor ha rechazado esta solicitud. Cambia la imagen o los ajustes.')),
    bad_response: () =>
      'No se pudo leer la respuesta. Puede que se haya cobrado; compruébalo antes de repetir.',
  },
  error: {
    title: 'No ha funcionado',
    details: 'Detalles',
    code: 'Código',
    status: 'Estado',
    requestId: 'Solicitud',
    answer: 'Respuesta',
  },
  chunk: {
    failed:
      'No se pudo cargar esta parte de la página. Comprueba la conexión e inténtalo de nuevo.',
    retry: 'Reintentar',
  },
  gallery: {
    title: 'Variaciones',
    empty: 'Aún no hay variaciones',
    emptyHint: 'Aparecerán aquí en cuanto estén listas.',
    image: (position, total, name) =>
      `Variación ${number(position)} de ${number(total)}${name ? ` de ${name}` : ''}`,
    run: variations,
    source: (name) => `Original: ${name}`,
    parent: 'Creada a partir de una variación',
    pending: (n) => `Creando ${variations(n)}`,
    select: 'Seleccionar',
    selected: (n) => plural(n, { one: '# seleccionada', other: '# seleccionadas' }),
    selectAll: 'Seleccionar todo',
    done: 'Listo',
    downloadAll: 'Descargar todo',
    downloadFailed: (n) =>
      plural(n, {
        one: 'No se pudo guardar # imagen. Ábrela para guardarla allí.',
        other: 'No se pudieron guardar # imágenes. Abre cada una para guardarla allí.',
      }),
    reuse: 'Reutilizar ajustes',
    remove: 'Quitar',
    undo: 'Deshacer',
    // A colon: the article before an hour depends on it (a la 1:00, a las 2:00).
    expires: (time) => `Caduca: ${time}`,
    cacheHit: 'De la caché',
    problems: {
      not_an_image: 'Lo que ha llegado no es una imagen.',
      unsafe_url: 'No es seguro abrir este enlace.',
      expired: 'Este enlace ha caducado.',
      broken: 'No se puede cargar esta imagen.',
    },
  },
  lightbox: {
    title: 'Variación',
    position: (position, total) => `${number(position)} de ${number(total)}`,
    close: 'Cerrar',
    previous: 'Anterior',
    next: 'Siguiente',
    compare: 'Comparar',
    compareSlider: 'Proporción del original',
    original: 'Original',
    variation: 'Variación',
    zoom: 'Ampliar',
    download: 'Descargar',
    copy: 'Copiar',
    copied: 'Copiado',
    copyFailed: 'Aquí no se permite copiar.',
    share: 'Compartir',
    vary: 'Variar esta imagen',
    details: 'Detalles',
    children: (n) => `${variations(n)} de esta imagen`,
  },
  details: {
    model: 'Modelo',
    prompt: 'Prompt',
    size: 'Tamaño solicitado',
    dimensions: 'Dimensiones',
    tokens: 'Tokens',
    duration: 'Duración',
    created: 'Fecha de creación',
    requestId: 'Solicitud',
    cache: 'Caché',
    source: 'Original',
  },
}
