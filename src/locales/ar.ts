import { createFormats } from '../react/provider/createFormats.js'
import type { Labels } from '../react/provider/labels.js'

const formats = createFormats('ar')
const { bytes, duration, number, plural } = formats

/** The count as a subject; one and two are words, without a digit. */
const variations = (n: number) =>
  plural(n, {
    zero: 'لا تنويعات',
    one: 'تنويعة واحدة',
    two: 'تنويعتان',
    few: '# تنويعات',
    other: '# تنويعة',
  })

/** The count after a verbal noun or a preposition, where the dual has another ending. */
const ofVariations = (n: number) =>
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

const measured = ({ width, height }: { width?: number; height?: number }) =>
  width && height ? dimensions(number(width), number(height)) : ''

const tooSlow = 'استغرق النموذج وقتًا أطول من اللازم. تُرجى إعادة المحاولة.'
const refusals: { [status: number]: string } = {
  401: 'يُرجى تسجيل الدخول لإنشاء التنويعات.',
  402: 'نفدت الميزانية المخصصة للتنويعات.',
  403: 'هذا الإجراء غير مسموح به هنا. يُرجى اختيار نموذج آخر أو طلب إذن الوصول.',
  404: 'لم يعُد هذا النموذج متاحًا. يُرجى اختيار نموذج آخر.',
  408: tooSlow,
  413: 'الصورة أكبر مما يقبله الخادم. يُرجى اختيار صورة أصغر.',
  504: tooSlow,
}

/** Arabic, in the modern standard; verbal nouns instead of commands, so that nobody's gender is assumed. */
export const labels: Labels = {
  formats,
  form: {
    title: 'تنويعات الصورة',
    submit: (n) => `إنشاء ${ofVariations(n)}`,
    submitting: 'جارٍ الإنشاء…',
    price: (money) => `حوالي ${isolate(money)}`,
    cancel: 'إلغاء',
    optional: 'اختياري',
    advanced: 'خيارات متقدمة',
    summary: (n) =>
      `يُرجى تصحيح ${plural(n, {
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
    hint: ({ types, maxBytes, square }) =>
      `${square ? 'صورة مربعة. ' : ''}${isolate(types)}، حتى ${isolate(maxBytes)}`,
    replace: 'استبدال الصورة',
    remove: 'إزالة الصورة',
    reading: 'جارٍ قراءة الصورة…',
    dimensions,
    fromVariation: 'من تنويعة',
    keepOther: 'الاحتفاظ بالصورة الأخرى',
    focus: 'الجزء المراد الاحتفاظ به من الصورة',
  },
  problems: {
    empty: () => 'هذا الملف فارغ. يُرجى اختيار ملف آخر.',
    not_an_image: () => 'هذا الملف ليس صورة. يُرجى اختيار ملف PNG أو JPEG أو WebP.',
    svg: () => 'لا يمكن إنشاء تنويعات من رسومات SVG. يُرجى حفظها بتنسيق PNG واختيار الملف الناتج.',
    heic: () => 'صور HEIC غير متوافقة هنا. يُرجى حفظها بتنسيق JPEG واختيار الملف الناتج.',
    animated: () => 'هذه الصورة متحركة. يُرجى اختيار صورة ثابتة أو استخدام الإطار الأول فقط.',
    corrupt: () => 'هذه الصورة تالفة ولا يمكن قراءتها. يُرجى اختيار صورة أخرى.',
    too_many_bytes: (problem) =>
      `هذا الملف كبير جدًا${problem.bytes ? ` (${isolate(bytes(problem.bytes))})` : ''}.${problem.maxBytes ? ` الحد الأقصى هو ${isolate(bytes(problem.maxBytes))}.` : ''}`,
    too_many_pixels: (problem) =>
      `عدد وحدات البكسل في هذه الصورة كبير جدًا${measured(problem) && ` (${measured(problem)})`}. يُرجى تصغيرها.`,
    not_square: (problem) =>
      `يتطلب هذا النموذج صورة مربعة${measured(problem) && `، وأبعاد هذه الصورة ${measured(problem)}`}.`,
    wrong_type: () => 'لا يقبل هذا النموذج هذا النوع من الصور. يُرجى تحويلها.',
    unreachable: () => 'يتعذر تحميل هذه الصورة من عنوانها. يُرجى حفظها واختيار الملف.',
  },
  fixes: {
    crop: 'اقتصاص إلى مربع',
    pad: 'إضافة حواف لتصبح مربعة',
    scale: 'تصغير',
    convert: 'تحويل',
  },
  fields: {
    model: 'النموذج',
    modelPlaceholder: 'provider/model',
    prompt: 'ما الذي ينبغي تغييره؟',
    promptPlaceholder: 'إبقاء العنصر الرئيسي وتغيير الفصل إلى الشتاء',
    n: 'التنويعات',
    fewer: 'إنقاص واحدة',
    more: 'زيادة واحدة',
    size: 'الحجم',
    automatic: 'تلقائي',
    quality: 'الجودة',
    qualities: {
      auto: 'تلقائية',
      high: 'عالية',
      medium: 'متوسطة',
      low: 'منخفضة',
      standard: 'قياسية',
    },
    responseFormat: 'طريقة التسليم',
    responseFormats: { url: 'رابط صالح لمدة 60 دقيقة', b64_json: 'ملف للاحتفاظ به' },
    user: 'المستخدم',
    userHint: 'معرّف الشخص الذي تُنشأ الصورة له.',
    name: 'اسم التتبّع',
    nameHint: 'يظهر في سجلات التتبّع.',
    fallbacks: 'النماذج البديلة',
    fallbacksHint: 'تُجرَّب بهذا الترتيب عند تعذّر استخدام النموذج.',
    fallback: (position) => `البديل ${number(position)}`,
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
    timeout: 'المهلة',
    timeoutHint: 'بالثواني، لكل محاولة.',
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
    model: 'يُرجى اختيار نموذج.',
    prompt: 'يُرجى وصف التغيير المطلوب، فهذا النموذج يعمل انطلاقًا من الكلمات.',
    n: 'يُرجى اختيار عدد من 1 إلى 10 تنويعات.',
    size: 'يتطلب هذا الحجم موجّهًا. يُرجى اختيار حجم آخر أو وصف التغيير المطلوب.',
    quality: 'يتطلب اختيار الجودة موجّهًا.',
    fallbacks: 'يُرجى تسمية كل نموذج بديل أو إزالة الحقول الفارغة.',
    retry: 'يُرجى تحديد عدد من 1 إلى 5 محاولات، ورموز حالة من 100 إلى 599.',
    cache: 'يُرجى تحديد مدة احتفاظ من ثانية واحدة إلى 3 أيام.',
    loadBalancer: 'يُرجى تحديد اسم ووزن لكل نموذج.',
    timeout: 'يجب ألا تقل المهلة عن ميلي ثانية واحدة.',
    identity: 'يُرجى إدخال معرّف للهوية لا يزيد على 255 حرفًا.',
    orqPrompt: 'يُرجى إدخال معرّف الموجّه.',
  },
  run: {
    preparing: 'جارٍ تجهيز الصورة…',
    uploading: 'جارٍ رفع الصورة…',
    generating: 'جارٍ إنشاء التنويعات…',
    elapsed: (time) => time,
    done: (n) =>
      plural(n, {
        zero: 'لا توجد تنويعات جاهزة.',
        one: 'تنويعة واحدة جاهزة.',
        two: 'تنويعتان جاهزتان.',
        few: '# تنويعات جاهزة.',
        other: '# تنويعة جاهزة.',
      }),
    partial: (usable, asked) => `تم استلام ${number(usable)} من أصل ${ofVariations(asked)}.`,
    cancelled: 'تم الإلغاء. قد تُحتسب رسوم ما بدأه مقدّم الخدمة بالفعل.',
  },
  errors: {
    invalid_request: () => 'تعذّر إرسال بعض الإعدادات. يُرجى مراجعتها وإعادة المحاولة.',
    configuration: () => 'لم تُضبط التنويعات هنا بشكل صحيح. يُرجى إبلاغ المسؤولين عن هذه الصفحة.',
    aborted: () => 'تم الإلغاء.',
    timeout: () => 'استغرق ذلك وقتًا أطول من اللازم. تُرجى إعادة المحاولة أو طلب تنويعات أقل.',
    offline: () => 'لا يوجد اتصال بالإنترنت. صورتك محفوظة، وتمكن إعادة المحاولة عند عودة الاتصال.',
    network: () => 'انقطع الاتصال قبل إرسال أي شيء. تُرجى إعادة المحاولة.',
    outcome_unknown: () =>
      'انقطع الاتصال أثناء الانتظار. ربما أُنشئت التنويعات واحتُسبت رسومها، لذا يُرجى التحقق قبل تكرار الطلب.',
    redirect: () =>
      'أحال الخادم الطلب إلى عنوان آخر، ولا تُتّبع هذه الإحالات. يُرجى إبلاغ المسؤولين عن هذه الصفحة.',
    http: ({ status = 0, retryAfterMs }) =>
      status === 429
        ? retryAfterMs
          ? // A colon keeps the dual in the form that Intl writes.
            `الطلبات كثيرة جدًا. مدة الانتظار قبل إعادة المحاولة: ${duration(retryAfterMs)}.`
          : 'الطلبات كثيرة جدًا. تُرجى إعادة المحاولة بعد قليل.'
        : (refusals[status] ??
          (status >= 500
            ? 'النموذج غير متاح حاليًا. تُرجى إعادة المحاولة أو اختيار نموذج آخر.'
            : 'رفض الخادم هذا الطلب. يُرجى تغيير الصورة أو الإعدادات.')),
    bad_response: () => 'تعذّرت قراءة الرد. ربما احتُسبت رسومه، لذا يُرجى التحقق قبل تكرار الطلب.',
  },
  error: {
    title: 'حدث خطأ',
    details: 'التفاصيل',
    code: 'الرمز',
    status: 'الحالة',
    requestId: 'الطلب',
    answer: 'الرد',
  },
  chunk: {
    failed: 'تعذّر تحميل هذا الجزء من الصفحة. يُرجى التحقق من الاتصال ثم إعادة المحاولة.',
    retry: 'إعادة المحاولة',
  },
  gallery: {
    title: 'التنويعات',
    empty: 'لا توجد تنويعات بعد',
    emptyHint: 'ستظهر هنا فور إنشائها.',
    image: (position, total, name) =>
      `التنويعة ${number(position)} من ${number(total)}${name ? ` للصورة ${isolate(name)}` : ''}`,
    run: variations,
    source: (name) => `الأصل: ${isolate(name)}`,
    parent: 'أُنشئت من تنويعة',
    pending: (n) => `جارٍ إنشاء ${ofVariations(n)}`,
    select: 'تحديد',
    selected: (n) =>
      plural(n, {
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
      plural(n, {
        one: 'تعذّر حفظ صورة واحدة. افتحها لحفظها من هناك.',
        two: 'تعذّر حفظ صورتين. افتح كلًّا منهما لحفظها من هناك.',
        few: 'تعذّر حفظ # صور. افتح كل صورة لحفظها من هناك.',
        other: 'تعذّر حفظ # صورة. افتح كل صورة لحفظها من هناك.',
      }),
    reuse: 'إعادة استخدام الإعدادات',
    remove: 'إزالة',
    undo: 'تراجع',
    expires: (time) => `تنتهي الصلاحية الساعة ${time}`,
    cacheHit: 'من ذاكرة التخزين المؤقت',
    problems: {
      not_an_image: 'ما تم استلامه ليس صورة.',
      unsafe_url: 'فتح هذا الرابط غير آمن.',
      expired: 'انتهت صلاحية هذا الرابط.',
      broken: 'يتعذر تحميل هذه الصورة.',
    },
  },
  lightbox: {
    title: 'تنويعة',
    position: (position, total) => `${number(position)} من ${number(total)}`,
    close: 'إغلاق',
    previous: 'السابقة',
    next: 'التالية',
    compare: 'مقارنة',
    compareSlider: 'نسبة ظهور الأصل',
    original: 'الأصل',
    variation: 'التنويعة',
    zoom: 'تكبير',
    download: 'تنزيل',
    copy: 'نسخ',
    copied: 'تم النسخ',
    copyFailed: 'النسخ غير مسموح به هنا.',
    share: 'مشاركة',
    vary: 'إنشاء تنويعات منها',
    details: 'التفاصيل',
    children: (n) => `${variations(n)} من هذه الصورة`,
  },
  details: {
    model: 'النموذج',
    prompt: 'الموجّه',
    size: 'الحجم المطلوب',
    dimensions: 'الأبعاد',
    tokens: 'الرموز المميزة',
    duration: 'المدة',
    created: 'تاريخ الإنشاء',
    requestId: 'الطلب',
    cache: 'ذاكرة التخزين المؤقت',
    source: 'الأصل',
  },
}
