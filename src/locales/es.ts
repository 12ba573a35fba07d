import { createFormats, type Formats } from '../react/provider/createFormats.js'
import { createLabels } from '../react/provider/createLabels.js'
import type { Labels } from '../react/provider/labels.js'

const variations = ({ plural }: Pick<Formats, 'plural'>, n: number) =>
  plural(n, { one: '# variación', other: '# variaciones' })

const tooSlow = 'El modelo ha tardado demasiado. Inténtalo de nuevo.'
const statuses: { [status: number]: string } = {
  401: 'Inicia sesión para crear variaciones.',
  402: 'El presupuesto para variaciones se ha agotado.',
  403: 'Este modelo o alguno de estos ajustes no está permitido aquí.',
  404: 'Este modelo ya no está disponible.',
  408: tooSlow,
  413: 'La imagen es demasiado grande para el servidor.',
  504: tooSlow,
}

/** Spanish, in the informal tú. */
export const labels: Labels = createLabels(
  createFormats('es'),
  ({ bytes, duration, number, plural }) => ({
    form: {
      title: 'Variaciones de imagen',
      submit: (n) => `Crear ${variations({ plural }, n)}`,
      submitting: 'Creando…',
      price: (money) => `aprox. ${money}`,
      cancel: 'Cancelar',
      optional: 'opcional',
      advanced: 'Opciones avanzadas',
      changed: (n) => plural(n, { one: '# cambio', other: '# cambios' }),
      groups: { reliability: 'Fiabilidad', results: 'Resultados', tracking: 'Seguimiento' },
      summary: (n) =>
        plural(n, {
          one: 'Corrige este campo para continuar',
          other: 'Corrige estos # campos para continuar',
        }),
    },
    intake: {
      title: 'Elige una imagen',
      drop: 'o arrástrala o pégala aquí',
      dropToUse: 'Suelta para usarla',
      dropToReplace: 'Suelta para reemplazarla',
      hint: ({ types, maxBytes, square }) =>
        `${square ? 'Imagen cuadrada. ' : ''}${types}, hasta ${maxBytes}`,
      replace: 'Reemplazar',
      remove: 'Quitar imagen',
      reading: 'Leyendo la imagen…',
      dimensions: (width, height) => `${width} × ${height}`,
      fromVariation: 'A partir de una variación',
      followers: (n) => plural(n, { one: 'sigue # más', other: 'siguen # más' }),
      keepOther: 'Conservar la imagen anterior',
      crop: 'Recortar',
    },
    crop: {
      title: 'Recortar la imagen',
      help: 'Arrastra o usa las flechas para mover la imagen. Desplázate o pellizca para ampliar.',
      zoom: 'Ampliación',
      ratio: 'Proporción',
      original: 'Original',
      square: 'Cuadrado',
      apply: 'Recortar',
      whole: 'Usar la imagen completa',
    },
    problems: {
      empty: () => 'Este archivo está vacío.',
      not_an_image: () => 'Este archivo no es una imagen. Elige un PNG, JPEG o WebP.',
      svg: () =>
        'Los dibujos SVG no funcionan aquí. Exporta el dibujo como PNG e inténtalo de nuevo.',
      heic: () =>
        'Las fotos HEIC no funcionan aquí. Exporta la foto como JPEG e inténtalo de nuevo.',
      animated: () => 'Esta imagen es animada.',
      corrupt: () => 'Esta imagen está dañada y no se puede leer.',
      too_many_bytes: (problem) =>
        `Este archivo es demasiado grande${problem.bytes ? ` (${bytes(problem.bytes)})` : ''}.${problem.maxBytes ? ` El máximo es ${bytes(problem.maxBytes)}.` : ''}`,
      too_many_pixels: ({ width, height }) =>
        `Esta imagen tiene demasiados píxeles${width && height ? ` (${number(width)} × ${number(height)})` : ''}.`,
      not_square: ({ width, height }) =>
        `Este modelo necesita una imagen cuadrada${width && height ? `; esta mide ${number(width)} × ${number(height)}` : ''}.`,
      wrong_type: () => 'Este tipo de imagen no funciona aquí.',
      unreachable: () =>
        'No se puede cargar esta imagen desde su dirección. Guárdala y elige el archivo.',
    },
    fixes: {
      crop: 'Recortar en cuadrado',
      pad: 'Añadir bordes',
      scale: 'Reducir tamaño',
      convert: 'Convertir',
      firstFrame: 'Usar el primer fotograma',
    },
    fields: {
      model: 'Modelo',
      modelPlaceholder: 'proveedor/modelo',
      modelsLoading: 'Cargando modelos…',
      modelsFailed: 'No se pudieron cargar los modelos.',
      prompt: '¿Qué quieres cambiar?',
      promptPlaceholder: 'Conserva el motivo y cambia la estación a invierno',
      promptPlaceholderVariation: 'Déjalo vacío para una variación libre de la imagen',
      n: 'Variaciones',
      fewer: 'Una menos',
      more: 'Una más',
      size: 'Tamaño',
      automatic: 'Automático',
      quality: 'Calidad',
      qualityHint: 'Necesita un prompt',
      qualities: {
        auto: 'Automática',
        high: 'Alta',
        medium: 'Media',
        low: 'Baja',
        standard: 'Estándar',
      },
      responseFormat: 'Resultados como',
      responseFormats: { b64_json: 'Archivos', url: 'Enlaces (caducan a los 60 min)' },
      user: 'ID de usuario',
      userHint: 'Tu propio ID de la persona que envía esto.',
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
      timeout: 'Tiempo límite por intento (segundos)',
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
      imageProblem: 'Corrige primero la imagen.',
      model: 'Elige un modelo.',
      prompt: 'Cambia el prompt.',
      n: (max) => `Elige un número del ${number(1)} al ${number(max)}.`,
      size: 'Este tamaño necesita un prompt. Elige otro o di qué quieres cambiar.',
      quality: 'La calidad necesita un prompt.',
      fallbacks: 'Indica el nombre de cada modelo alternativo o quita los vacíos.',
      sameFallback: 'Un modelo alternativo debe ser distinto del modelo.',
      retry: `Indica de ${number(1)} a ${number(5)} reintentos, con códigos de estado del ${number(100)} al ${number(599)}.`,
      cache: `Conserva los resultados entre ${number(1)} segundo y ${number(3)} días.`,
      loadBalancer: 'Indica el nombre y el peso de cada modelo.',
      timeout: `Indica más de ${number(0)} segundos.`,
      identity: `Indica un ID de ${number(255)} caracteres como máximo.`,
      orqPrompt: 'Indica el ID del prompt.',
    },
    run: {
      preparing: 'Preparando la imagen…',
      uploading: 'Subiendo…',
      generating: 'Creando variaciones…',
      slow: 'Seguimos creando variaciones…',
      elapsed: (time) => time,
      done: (n) => plural(n, { one: '# variación lista.', other: '# variaciones listas.' }),
      partial: (usable, asked) =>
        plural(usable, {
          one: `Ha llegado # de ${variations({ plural }, asked)}.`,
          other: `Han llegado # de ${variations({ plural }, asked)}.`,
        }),
      cancelled: 'Cancelado. Es posible que se cobren las imágenes ya empezadas.',
      show: 'Mostrar',
    },
    errors: {
      invalid_request: () => 'Algunos ajustes no se pueden enviar. Revísalos e inténtalo de nuevo.',
      configuration: () =>
        'Las variaciones no están bien configuradas aquí. Avisa a los responsables de esta página.',
      unreachable: () =>
        'No se puede acceder al servicio de imágenes en este momento. Inténtalo de nuevo en unos minutos.',
      run_not_found: () =>
        'El servidor no tiene estas variaciones: la solicitud nunca llegó o ya no se conservan. Usa estos ajustes para crearlas de nuevo.',
      run_lost: () =>
        'El servidor no pudo decir cómo terminó esto. Puede que las variaciones se hayan creado y cobrado.',
      aborted: () => 'Cancelado.',
      timeout: () => 'Ha tardado demasiado. Inténtalo de nuevo o pide menos variaciones.',
      offline: () =>
        'No tienes conexión. Tu imagen sigue aquí. Inténtalo de nuevo cuando vuelvas a estar en línea.',
      network: () => 'La conexión falló antes de enviar nada. Inténtalo de nuevo.',
      outcome_unknown: () =>
        'Se perdió la conexión. Puede que las variaciones se hayan creado y cobrado.',
      redirect: () =>
        'El servidor redirigió la solicitud, y eso no se permite. Avisa a los responsables de esta página.',
      http: ({ status = 0, retryAfterMs }) =>
        status === 429
          ? `Demasiadas solicitudes. Inténtalo de nuevo ${retryAfterMs ? `dentro de ${duration(retryAfterMs)}` : 'en un momento'}.`
          : (statuses[status] ??
            (status >= 500
              ? 'El modelo no está disponible en este momento. Inténtalo de nuevo en un momento.'
              : 'El servidor ha rechazado esta solicitud. Cambia la imagen o los ajustes.')),
      bad_response: () =>
        'No se pudo leer la respuesta del servidor. Puede que las variaciones se hayan cobrado.',
      load_failed: () =>
        'No se pudo cargar una parte de la página, así que no se envió nada. Comprueba la conexión e inténtalo de nuevo, o recarga la página.',
    },
    error: {
      title: 'No se pudieron crear las variaciones',
      chooseModel: 'También puedes elegir otro modelo.',
      retry: 'Reintentar',
      retryUnknown: (money) =>
        money ? `Reintentar (puede costar otros ${money})` : 'Reintentar (puede cobrarse de nuevo)',
      details: 'Detalles',
      code: 'Código',
      status: 'Estado',
      requestId: 'ID de la solicitud',
      reply: 'Respuesta del servidor',
    },
    chunk: {
      failed:
        'No se pudo cargar esta parte de la página. Comprueba la conexión e inténtalo de nuevo, o recarga la página.',
      retry: 'Reintentar',
    },
    gallery: {
      title: 'Variaciones',
      empty: 'Aún no hay variaciones',
      emptyHint: 'Aparecerán aquí en cuanto estén listas.',
      image: (position, total, name) =>
        `Variación ${number(position)} de ${number(total)}${name ? ` de ${name}` : ''}`,
      run: (n) => variations({ plural }, n),
      runOf: (count, asked) => `${number(count)} de ${variations({ plural }, asked)}`,
      variationsOf: (name) => `Variaciones de ${name}`,
      source: (name) => `Original: ${name}`,
      parent: 'Creada a partir de una variación',
      pending: (n) => `Creando ${variations({ plural }, n)}`,
      stillWorking: 'Sigue en proceso; algunos modelos tardan un minuto',
      retry: 'Reintentar',
      historyProblems: {
        quota:
          'Este navegador no tiene más espacio. Algunas variaciones se pierden al recargar; descárgalas.',
        unavailable:
          'Este navegador no guarda variaciones, por ejemplo en una ventana privada. Se pierden al recargar; descárgalas.',
        failed:
          'No se pudieron guardar las variaciones en este navegador. Se pierden al recargar; descárgalas.',
      },
      select: 'Seleccionar',
      selected: (n) => plural(n, { one: '# seleccionada', other: '# seleccionadas' }),
      selectAll: 'Seleccionar todo',
      done: 'Listo',
      downloadAll: 'Descargar todo',
      downloadFailed: (n) =>
        plural(n, {
          one: 'No se pudo guardar # imagen. Ábrela y guárdala desde ahí.',
          other: 'No se pudieron guardar # imágenes. Abre cada una y guárdala desde ahí.',
        }),
      reuse: 'Usar estos ajustes',
      remove: 'Eliminar',
      removed: (n) =>
        plural(n, { one: '# variación eliminada', other: '# variaciones eliminadas' }),
      favorite: 'Favorita',
      undo: 'Deshacer',
      // A colon: the article before an hour depends on it (a la 1:00, a las 2:00).
      expires: (time) => `Caduca: ${time}`,
      cacheHit: 'De la caché',
      problems: {
        not_an_image: 'La respuesta no es una imagen.',
        unsafe_url: 'No es seguro abrir este enlace.',
        expired: 'Este enlace ha caducado.',
        broken: 'No se puede cargar esta imagen.',
      },
    },
    comparison: {
      title: 'Comparación de modelos',
      start: (models) => `Comparar ${plural(models, { one: '# modelo', other: '# modelos' })}`,
      queued: 'Esperando su turno',
      cancelled: 'Cancelado',
    },
    lightbox: {
      title: 'Variación',
      position: (position, total) => `${number(position)} de ${number(total)}`,
      close: 'Cerrar',
      previous: 'Anterior',
      next: 'Siguiente',
      compare: 'Comparar',
      compareWith: (name) => `Comparar con ${name}`,
      compareWithFirst: (name) => `Comparar con el primer original${name && `, ${name}`}`,
      compareSlider: 'Proporción del original',
      original: 'Original',
      variation: 'Variación',
      zoom: 'Ampliar',
      download: 'Descargar',
      copy: 'Copiar',
      copied: 'Copiado',
      copyFailed: 'Aquí no se permite copiar.',
      share: 'Compartir',
      more: 'Más acciones',
      thumbnails: 'Todas las variaciones',
      vary: 'Más como esta',
      details: 'Detalles',
      children: (n) => `${variations({ plural }, n)} de esta imagen`,
    },
    details: {
      model: 'Modelo',
      prompt: 'Prompt',
      size: 'Tamaño solicitado',
      dimensions: 'Dimensiones',
      tokens: 'Tokens',
      duration: 'Duración',
      created: 'Fecha de creación',
      requestId: 'ID de la solicitud',
      cache: 'Caché',
      source: 'Original',
    },
  }),
)
