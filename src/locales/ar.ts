import { createFormats, type Formats } from '../react/provider/createFormats.js'
import { createLabels } from '../react/provider/createLabels.js'
import type { Labels } from '../react/provider/labels.js'

/** The count as a subject; one and two are words, without a digit. */
const variations = ({ plural }: Pick<Formats, 'plural'>, n: number) =>
  plural(n, {
    zero: 'لا تنويعات',
    one: 'تنويعة واحدة',
    two: 'تنويعتان',
    few: '# تنويعات',
    other: '# تنويعة',
  })

/** The count after a verbal noun or a preposition, where the dual has another ending. */
const ofVariations = ({ plural }: Pick<Formats, 'plural'>, n: number) =>
  plural(n, {
    one: 'تنويعة واحدة',
    two: 'تنويعتين',
    few: '# تنويعات',
    other: '# تنويعة',
  })

/** Keeps the letters and dots of a foreign name together between words that run from right to left. */
const isolate = (text: string) => `\u2068${text}\u2069`

/** Width before height from left to right, as everywhere else. */
const dimensions = (width: string, height: string) => `\u2066${width} × ${height}\u2069`

const measured = ({ number }: Formats, { width, height }: { width?: number; height?: number }) =>
  width && height ? dimensions(number(width), number(height)) : ''

const tooSlow = 'استغرق النموذج وقتًا أطول من اللازم. تُرجى إعادة المحاولة.'
const statuses: { [status: number]: string } = {
  401: 'يُرجى تسجيل الدخول لإنشاء التنويعات.',
  402: 'نفدت الميزانية المخصصة للتنويعات.',
  403: 'هذا النموذج أو أحد هذه الإعدادات غير مسموح به هنا.',
  404: 'لم يعُد هذا النموذج متاحًا.',
  408: tooSlow,
  413: 'الصورة أكبر مما يقبله الخادم.',
  504: tooSlow,
}

/** Arabic, in the modern standard; verbal nouns instead of commands, so that nobody's gender is assumed. */
export const labels: Labels = createLabels(createFormats('ar'), (formats) => ({
  form: {
    title: 'تنويعات الصورة',
    submit: (n) => `إنشاء ${ofVariations(formats, n)}`,
    submitting: 'جارٍ الإنشاء…',
    price: (money) => `حوالي ${isolate(money)}`,
    cancel: 'إلغاء',
    optional: 'اختياري',
    advanced: 'خيارات متقدمة',
    changed: (n) =>
      formats.plural(n, {
        zero: 'دون تغيير',
        one: 'تغيير واحد',
        two: 'تغييران',
        few: '# تغييرات',
        other: '# تغييرًا',
      }),
    groups: { reliability: 'الموثوقية', results: 'النتائج', tracking: 'التتبّع' },
    summary: (n) =>
      `يُرجى تصحيح ${formats.plural(n, {
        one: 'هذا الحقل',
        two: 'هذين الحقلين',
        few: '# حقول',
        many: '# حقلًا',
        other: '# حقل',
      })} للمتابعة`,
  },
  intake: {
    title: 'اختيار صورة',
    drop: 'أو إفلاتها أو لصقها هنا',
    dropToUse: 'الإفلات للاستخدام',
    dropToReplace: 'الإفلات للاستبدال',
    hint: ({ types, maxBytes, square }) =>
      `${square ? 'صورة مربعة. ' : ''}${isolate(types)}، حتى ${isolate(maxBytes)}`,
    replace: 'استبدال',
    remove: 'إزالة الصورة',
    reading: 'جارٍ قراءة الصورة…',
    dimensions,
    fromVariation: 'من تنويعة',
    followers: (n) =>
      formats.plural(n, {
        one: 'تليها صورة واحدة',
        two: 'تليها صورتان',
        few: 'تليها # صور',
        other: 'تليها # صورة',
      }),
    keepOther: 'الاحتفاظ بالصورة السابقة',
    crop: 'اقتصاص',
  },
  crop: {
    title: 'اقتصاص الصورة',
    help: 'يمكن تحريك الصورة بالسحب أو بمفاتيح الأسهم، وتكبيرها بالتمرير أو بإصبعين.',
    zoom: 'التكبير',
    ratio: 'نسبة العرض إلى الارتفاع',
    original: 'الأصلية',
    square: 'مربع',
    apply: 'اقتصاص',
    whole: 'استخدام الصورة كاملة',
  },
  problems: {
    empty: () => 'هذا الملف فارغ.',
    not_an_image: () => 'هذا الملف ليس صورة. يُرجى اختيار ملف PNG أو JPEG أو WebP.',
    svg: () => 'لا تعمل رسومات SVG هنا. يُرجى تصديرها بتنسيق PNG ثم إعادة المحاولة.',
    heic: () => 'لا تعمل صور HEIC هنا. يُرجى تصديرها بتنسيق JPEG ثم إعادة المحاولة.',
    animated: () => 'هذه الصورة متحركة.',
    corrupt: () => 'هذه الصورة تالفة ولا يمكن قراءتها.',
    too_many_bytes: (problem) =>
      `هذا الملف كبير جدًا${problem.bytes ? ` (${isolate(formats.bytes(problem.bytes))})` : ''}.${problem.maxBytes ? ` الحد الأقصى هو ${isolate(formats.bytes(problem.maxBytes))}.` : ''}`,
    too_many_pixels: (problem) =>
      `عدد وحدات البكسل في هذه الصورة كبير جدًا${measured(formats, problem) && ` (${measured(formats, problem)})`}.`,
    not_square: (problem) =>
      `يتطلب هذا النموذج صورة مربعة${measured(formats, problem) && `، وأبعاد هذه الصورة ${measured(formats, problem)}`}.`,
    wrong_type: () => 'لا يعمل هذا النوع من الصور هنا.',
    unreachable: () => 'يتعذر تحميل هذه الصورة من عنوانها. يُرجى حفظها واختيار الملف.',
  },
  fixes: {
    crop: 'اقتصاص إلى مربع',
    pad: 'إضافة حواف',
    scale: 'تصغير',
    convert: 'تحويل',
    firstFrame: 'استخدام الإطار الأول',
  },
  fields: {
    model: 'النموذج',
    modelPlaceholder: 'provider/model',
    modelsLoading: 'جارٍ تحميل النماذج…',
    modelsFailed: 'تعذّر تحميل النماذج.',
    prompt: 'ما الذي ينبغي تغييره؟',
    promptPlaceholder: 'إبقاء العنصر الرئيسي وتغيير الفصل إلى الشتاء',
    promptPlaceholderVariation: 'يمكن تركه فارغًا لتنويعة حرة من الصورة',
    n: 'التنويعات',
    fewer: 'إنقاص واحدة',
    more: 'زيادة واحدة',
    size: 'الحجم',
    automatic: 'تلقائي',
    quality: 'الجودة',
    qualityHint: 'تتطلب موجّهًا',
    qualities: {
      auto: 'تلقائية',
      high: 'عالية',
      medium: 'متوسطة',
      low: 'منخفضة',
      standard: 'قياسية',
    },
    responseFormat: 'النتائج على شكل',
    responseFormats: { b64_json: 'ملفات', url: 'روابط (تنتهي بعد 60 دقيقة)' },
    user: 'معرّف المستخدم',
    userHint: 'معرّف خاص بالشخص الذي يرسل الطلب.',
    name: 'اسم التتبّع',
    nameHint: 'يظهر في سجلات التتبّع.',
    fallbacks: 'النماذج البديلة',
    fallbacksHint: 'تُجرَّب بهذا الترتيب عند تعذّر استخدام النموذج.',
    fallback: (position) => `البديل ${formats.number(position)}`,
    addFallback: 'إضافة بديل',
    removeModel: (model) => `إزالة ${isolate(model)}`,
    moveUp: (model) => `نقل ${isolate(model)} إلى الأعلى`,
    retry: 'إعادة المحاولة',
    retryHint: 'تُعاد المحاولة تلقائيًا عند حدوث خطأ لدى مقدّم الخدمة.',
    retryCount: 'عدد المرات',
    retryCodes: 'عند رموز الحالة',
    cache: 'ذاكرة التخزين المؤقت',
    cacheHint: 'يحصل الطلب نفسه على الصور نفسها فورًا ومجانًا.',
    cacheTtl: 'مدة الاحتفاظ',
    cacheWarning:
      'تبقى الروابط صالحة لمدة 60 دقيقة، وقد يؤدي التخزين لمدة أطول إلى عرض روابط منتهية الصلاحية.',
    loadBalancer: 'موازنة الحمل',
    loadBalancerHint: 'توزَّع الطلبات على هذه النماذج، ولا يُستخدم النموذج المحدد أعلاه.',
    weight: (model) => `وزن ${isolate(model)}`,
    addModel: 'إضافة نموذج',
    timeout: 'المهلة لكل محاولة (بالثواني)',
    orqPrompt: 'موجّه Orq',
    orqPromptHint: 'معرّف موجّه محفوظ في Orq.',
    identity: 'الهوية',
    identityHint: 'الشخص الذي تُنشأ الصورة له، كما هو مسجَّل في Orq.',
    identityId: 'المعرّف',
    identityName: 'الاسم',
    identityEmail: 'البريد الإلكتروني',
  },
  issues: {
    image: 'يُرجى اختيار صورة أولًا.',
    imageProblem: 'يُرجى إصلاح الصورة أولًا.',
    model: 'يُرجى اختيار نموذج.',
    prompt: 'يُرجى تغيير الموجّه.',
    n: (max) => `يُرجى اختيار عدد من ${formats.number(1)} إلى ${formats.number(max)}.`,
    size: 'يتطلب هذا الحجم موجّهًا. يُرجى اختيار حجم آخر أو وصف التغيير المطلوب.',
    quality: 'يتطلب اختيار الجودة موجّهًا.',
    fallbacks: 'يُرجى تسمية كل نموذج بديل أو إزالة الحقول الفارغة.',
    sameFallback: 'يجب أن يختلف النموذج البديل عن النموذج.',
    retry: `يُرجى تحديد عدد من ${formats.number(1)} إلى ${formats.number(5)} محاولات، ورموز حالة من ${formats.number(100)} إلى ${formats.number(599)}.`,
    cache: `يُرجى تحديد مدة احتفاظ من ثانية واحدة إلى ${formats.number(3)} أيام.`,
    loadBalancer: 'يُرجى تحديد اسم ووزن لكل نموذج.',
    timeout: `يُرجى إدخال أكثر من ${formats.number(0)} ثانية.`,
    identity: `يُرجى إدخال معرّف لا يزيد على ${formats.number(255)} حرفًا.`,
    orqPrompt: 'يُرجى إدخال معرّف الموجّه.',
  },
  run: {
    preparing: 'جارٍ تجهيز الصورة…',
    uploading: 'جارٍ رفع الصورة…',
    generating: 'جارٍ إنشاء التنويعات…',
    slow: 'ما زال إنشاء التنويعات جاريًا…',
    elapsed: (time) => time,
    done: (n) =>
      formats.plural(n, {
        zero: 'لا توجد تنويعات جاهزة.',
        one: 'تنويعة واحدة جاهزة.',
        two: 'تنويعتان جاهزتان.',
        few: '# تنويعات جاهزة.',
        other: '# تنويعة جاهزة.',
      }),
    partial: (usable, asked) =>
      `تم استلام ${formats.number(usable)} من أصل ${ofVariations(formats, asked)}.`,
    cancelled: 'تم الإلغاء. قد تُحتسب رسوم الصور التي بدأ إنشاؤها.',
    show: 'عرض',
  },
  errors: {
    invalid_request: () => 'تعذّر إرسال بعض الإعدادات. يُرجى مراجعتها وإعادة المحاولة.',
    configuration: () => 'لم تُضبط التنويعات هنا بشكل صحيح. يُرجى إبلاغ المسؤولين عن هذه الصفحة.',
    unreachable: () => 'يتعذر الوصول إلى خدمة الصور حاليًا. تُرجى إعادة المحاولة بعد بضع دقائق.',
    run_not_found: () =>
      'لا توجد هذه التنويعات لدى الخادم: إمّا أن الطلب لم يصل قط، أو أنها لم تعد محفوظة. يمكن استخدام هذه الإعدادات لإنشائها من جديد.',
    run_lost: () =>
      'لم يتمكن الخادم من معرفة ما آل إليه الطلب. ربما أُنشئت التنويعات واحتُسبت رسومها.',
    aborted: () => 'تم الإلغاء.',
    timeout: () => 'استغرق ذلك وقتًا أطول من اللازم. تُرجى إعادة المحاولة أو طلب تنويعات أقل.',
    offline: () =>
      'لا يوجد اتصال بالإنترنت. ما زالت صورتك هنا، وتمكن إعادة المحاولة عند عودة الاتصال.',
    network: () => 'انقطع الاتصال قبل إرسال أي شيء. تُرجى إعادة المحاولة.',
    outcome_unknown: () => 'انقطع الاتصال. ربما أُنشئت التنويعات واحتُسبت رسومها.',
    redirect: () =>
      'أعاد الخادم توجيه الطلب، وهذا غير مسموح به. يُرجى إبلاغ المسؤولين عن هذه الصفحة.',
    http: ({ status = 0, retryAfterMs }) =>
      status === 429
        ? retryAfterMs
          ? // A colon keeps the dual in the form that Intl writes.
            `الطلبات كثيرة جدًا. مدة الانتظار قبل إعادة المحاولة: ${formats.duration(retryAfterMs)}.`
          : 'الطلبات كثيرة جدًا. تُرجى إعادة المحاولة بعد قليل.'
        : (statuses[status] ??
          (status >= 500
            ? 'النموذج غير متاح حاليًا. تُرجى إعادة المحاولة بعد قليل.'
            : 'رفض الخادم هذا الطلب. يُرجى تغيير الصورة أو الإعدادات.')),
    bad_response: () => 'تعذّرت قراءة رد الخادم. ربما احتُسبت رسوم التنويعات.',
    load_failed: () =>
      'تعذّر تحميل جزء من هذه الصفحة، ولذلك لم يُرسل أي شيء. يُرجى التحقق من الاتصال ثم إعادة المحاولة، أو إعادة تحميل الصفحة.',
  },
  error: {
    title: 'تعذّر إنشاء التنويعات',
    chooseModel: 'يمكن أيضًا اختيار نموذج آخر.',
    retry: 'إعادة المحاولة',
    retryUnknown: (money) =>
      money
        ? `إعادة المحاولة (قد تكلّف ${isolate(money)} إضافية)`
        : 'إعادة المحاولة (قد تُحتسب الرسوم مجددًا)',
    details: 'التفاصيل',
    code: 'الرمز',
    status: 'الحالة',
    requestId: 'معرّف الطلب',
    reply: 'رد الخادم',
  },
  chunk: {
    failed:
      'تعذّر تحميل هذا الجزء من الصفحة. يُرجى التحقق من الاتصال ثم إعادة المحاولة، أو إعادة تحميل الصفحة.',
    retry: 'إعادة المحاولة',
  },
  gallery: {
    title: 'التنويعات',
    empty: 'لا توجد تنويعات بعد',
    emptyHint: 'ستظهر هنا فور إنشائها.',
    image: (position, total, name) =>
      `التنويعة ${formats.number(position)} من ${formats.number(total)}${name ? ` للصورة ${isolate(name)}` : ''}`,
    run: (n) => variations(formats, n),
    runOf: (count, asked) => `${formats.number(count)} من ${ofVariations(formats, asked)}`,
    variationsOf: (name) => `تنويعات ${isolate(name)}`,
    source: (name) => `الأصل: ${isolate(name)}`,
    parent: 'أُنشئت من تنويعة',
    pending: (n) => `جارٍ إنشاء ${ofVariations(formats, n)}`,
    stillWorking: 'ما زال العمل جاريًا؛ بعض النماذج تستغرق دقيقة',
    retry: 'إعادة المحاولة',
    historyProblems: {
      quota:
        'لا توجد مساحة كافية في هذا المتصفح. ستُفقد بعض التنويعات عند إعادة التحميل، لذا يُرجى تنزيلها.',
      unavailable:
        'هذا المتصفح لا يحفظ التنويعات، كما في النافذة الخاصة. ستُفقد عند إعادة التحميل، لذا يُرجى تنزيلها.',
      failed: 'تعذّر حفظ التنويعات في هذا المتصفح. ستُفقد عند إعادة التحميل، لذا يُرجى تنزيلها.',
    },
    select: 'تحديد',
    selected: (n) =>
      formats.plural(n, {
        zero: 'لم يتم تحديد أي صورة',
        one: 'تم تحديد صورة واحدة',
        two: 'تم تحديد صورتين',
        few: 'تم تحديد # صور',
        other: 'تم تحديد # صورة',
      }),
    selectAll: 'تحديد الكل',
    done: 'تم',
    downloadAll: 'تنزيل الكل',
    downloadFailed: (n) =>
      formats.plural(n, {
        one: 'تعذّر حفظ صورة واحدة. يمكن فتحها وحفظها من هناك.',
        two: 'تعذّر حفظ صورتين. يمكن فتح كلٍّ منهما وحفظها من هناك.',
        few: 'تعذّر حفظ # صور. يمكن فتح كل صورة وحفظها من هناك.',
        other: 'تعذّر حفظ # صورة. يمكن فتح كل صورة وحفظها من هناك.',
      }),
    reuse: 'استخدام هذه الإعدادات',
    remove: 'إزالة',
    removed: (n) => `تمت إزالة ${ofVariations(formats, n)}`,
    favorite: 'مفضلة',
    undo: 'تراجع',
    expires: (time) => `تنتهي الصلاحية الساعة ${time}`,
    cacheHit: 'من ذاكرة التخزين المؤقت',
    problems: {
      not_an_image: 'الرد ليس صورة.',
      unsafe_url: 'فتح هذا الرابط غير آمن.',
      expired: 'انتهت صلاحية هذا الرابط.',
      broken: 'يتعذر تحميل هذه الصورة.',
    },
  },
  comparison: {
    title: 'مقارنة النماذج',
    start: (models) =>
      `مقارنة ${formats.plural(models, { one: 'نموذج واحد', two: 'نموذجين', few: '# نماذج', other: '# نموذجًا' })}`,
    queued: 'في انتظار دوره',
    cancelled: 'تم الإلغاء',
  },
  lightbox: {
    title: 'تنويعة',
    position: (position, total) => `${formats.number(position)} من ${formats.number(total)}`,
    close: 'إغلاق',
    previous: 'السابقة',
    next: 'التالية',
    compare: 'مقارنة',
    compareWith: (name) => `مقارنة مع ${isolate(name)}`,
    compareWithFirst: (name) => `مقارنة مع الأصل الأول${name && `، ${isolate(name)}`}`,
    compareSlider: 'نسبة ظهور الأصل',
    original: 'الأصل',
    variation: 'التنويعة',
    zoom: 'تكبير',
    download: 'تنزيل',
    copy: 'نسخ',
    copied: 'تم النسخ',
    copyFailed: 'النسخ غير مسموح به هنا.',
    share: 'مشاركة',
    more: 'إجراءات أخرى',
    thumbnails: 'كل التنويعات',
    vary: 'إنشاء صور مشابهة',
    details: 'التفاصيل',
    children: (n) => `${variations(formats, n)} من هذه الصورة`,
  },
  details: {
    model: 'النموذج',
    prompt: 'الموجّه',
    size: 'الحجم المطلوب',
    dimensions: 'الأبعاد',
    tokens: 'الرموز المميزة',
    duration: 'المدة',
    created: 'تاريخ الإنشاء',
    requestId: 'معرّف الطلب',
    cache: 'ذاكرة التخزين المؤقت',
    source: 'الأصل',
  },
}))
