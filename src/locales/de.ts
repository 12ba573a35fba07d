import { createFormats } from '../react/provider/createFormats.js'
import type { Labels } from '../react/provider/labels.js'

const formats = createFormats('de')
const { bytes, duration, number, plural } = formats
const variants = (n: number) => plural(n, { one: '# Variante', other: '# Varianten' })

const tooSlow = 'Das Modell hat zu lange gebraucht. Bitte erneut versuchen.'
const refusals: { [status: number]: string } = {
  401: 'Zum Erstellen von Varianten bitte anmelden.',
  402: 'Das Budget für Varianten ist aufgebraucht.',
  403: 'Das ist hier nicht erlaubt. Bitte ein anderes Modell wählen oder Zugriff anfragen.',
  404: 'Dieses Modell ist nicht mehr verfügbar. Bitte ein anderes wählen.',
  408: tooSlow,
  413: 'Das Bild ist zu groß für den Server. Bitte ein kleineres wählen.',
  504: tooSlow,
}

/** German, in neutral phrasing: neither du nor Sie. */
export const labels: Labels = {
  formats,
  form: {
    title: 'Bildvarianten',
    submit: (n) => `${variants(n)} erstellen`,
    submitting: 'Wird erstellt …',
    price: (money) => `etwa ${money}`,
    cancel: 'Abbrechen',
    optional: 'optional',
    advanced: 'Erweitert',
    summary: (n) =>
      plural(n, {
        one: 'Zum Fortfahren bitte diese Angabe korrigieren',
        other: 'Zum Fortfahren bitte diese # Angaben korrigieren',
      }),
  },
  intake: {
    title: 'Bild auswählen',
    drop: 'oder hier ablegen oder einfügen',
    hint: ({ types, maxBytes, square }) =>
      `${square ? 'Quadratisches Bild. ' : ''}${types}, bis ${maxBytes}`,
    replace: 'Bild ersetzen',
    remove: 'Bild entfernen',
    reading: 'Bild wird gelesen …',
    dimensions: (width, height) => `${width} × ${height}`,
    fromVariation: 'Aus einer Variante',
    keepOther: 'Das andere Bild behalten',
    focus: 'Bildausschnitt, der erhalten bleibt',
  },
  problems: {
    empty: () => 'Diese Datei ist leer. Bitte eine andere wählen.',
    not_an_image: () => 'Diese Datei ist kein Bild. Bitte PNG, JPEG oder WebP wählen.',
    svg: () =>
      'Aus SVG-Grafiken lassen sich keine Varianten erstellen. Bitte als PNG speichern und dieses wählen.',
    heic: () =>
      'HEIC-Fotos werden hier nicht unterstützt. Bitte als JPEG speichern und dieses wählen.',
    animated: () =>
      'Dieses Bild ist animiert. Bitte ein unbewegtes wählen oder nur das erste Einzelbild verwenden.',
    corrupt: () => 'Dieses Bild ist beschädigt und nicht lesbar. Bitte ein anderes wählen.',
    too_many_bytes: (problem) =>
      `Diese Datei ist zu groß${problem.bytes ? ` (${bytes(problem.bytes)})` : ''}.${problem.maxBytes ? ` Höchstens ${bytes(problem.maxBytes)} sind möglich.` : ''}`,
    too_many_pixels: ({ width, height }) =>
      `Dieses Bild hat zu viele Pixel${width && height ? ` (${number(width)} × ${number(height)})` : ''}. Bitte verkleinern.`,
    not_square: ({ width, height }) =>
      `Dieses Modell braucht ein quadratisches Bild${width && height ? `; dieses misst ${number(width)} × ${number(height)}` : ''}.`,
    wrong_type: () => 'Dieses Modell unterstützt den Bildtyp nicht. Bitte umwandeln.',
    unreachable: () =>
      'Dieses Bild lässt sich nicht von seiner Adresse laden. Bitte speichern und die Datei wählen.',
  },
  fixes: {
    crop: 'Quadratisch zuschneiden',
    pad: 'Zum Quadrat auffüllen',
    scale: 'Verkleinern',
    convert: 'Umwandeln',
  },
  fields: {
    model: 'Modell',
    modelPlaceholder: 'anbieter/modell',
    prompt: 'Was soll sich ändern?',
    promptPlaceholder: 'Motiv beibehalten, aber im Winter zeigen',
    n: 'Varianten',
    fewer: 'Eine weniger',
    more: 'Eine mehr',
    size: 'Größe',
    automatic: 'Automatisch',
    quality: 'Qualität',
    qualities: {
      auto: 'Automatisch',
      high: 'Hoch',
      medium: 'Mittel',
      low: 'Niedrig',
      standard: 'Standard',
    },
    responseFormat: 'Bereitstellung',
    responseFormats: { url: 'Link, 60 Minuten gültig', b64_json: 'Datei, dauerhaft' },
    user: 'Person',
    userHint: 'Eine ID der Person, für die das Bild entsteht.',
    name: 'Trace-Name',
    nameHint: 'Erscheint in den Traces des Routers.',
    fallbacks: 'Ersatzmodelle',
    fallbacksHint: 'Kommen in dieser Reihenfolge zum Einsatz, wenn das Modell ausfällt.',
    fallback: (position) => `Ersatzmodell ${number(position)}`,
    addFallback: 'Ersatzmodell hinzufügen',
    removeModel: (model) => `${model} entfernen`,
    moveUp: (model) => `${model} nach oben verschieben`,
    retry: 'Wiederholung',
    retryHint: 'Der Router versucht es erneut, wenn der Anbieter ausfällt.',
    retryCount: 'Anzahl',
    retryCodes: 'Bei Statuscodes',
    cache: 'Cache',
    cacheHint: 'Die gleiche Anfrage liefert die gleichen Bilder, sofort und kostenlos.',
    cacheTtl: 'Behalten für',
    cacheWarning: 'Links gelten 60 Minuten: Ein längerer Cache kann abgelaufene liefern.',
    loadBalancer: 'Lastverteilung',
    loadBalancerHint:
      'Verteilt Anfragen auf diese Modelle; das oben gewählte wird dann nicht verwendet.',
    weight: (model) => `Gewichtung von ${model}`,
    addModel: 'Modell hinzufügen',
    timeout: 'Abbruch nach',
    timeoutHint: 'Sekunden für jeden Versuch des Routers.',
    orqPrompt: 'Orq-Prompt',
    orqPromptHint: 'ID eines in Orq gespeicherten Prompts.',
    identity: 'Identität',
    identityHint: 'Für wen das Bild entsteht, in Orq.',
    identityId: 'ID',
    identityName: 'Name',
    identityEmail: 'E-Mail',
  },
  issues: {
    image: 'Bitte zuerst ein Bild auswählen.',
    model: 'Bitte ein Modell wählen.',
    prompt: 'Bitte beschreiben, was sich ändern soll: Dieses Modell arbeitet mit Worten.',
    n: 'Bitte 1 bis 10 Varianten wählen.',
    size: 'Diese Größe braucht einen Prompt. Bitte eine andere wählen oder beschreiben, was sich ändern soll.',
    quality: 'Die Qualität lässt sich nur mit einem Prompt wählen.',
    fallbacks: 'Bitte jedes Ersatzmodell benennen oder leere Einträge entfernen.',
    retry: 'Möglich sind 1 bis 5 Wiederholungen, bei Statuscodes von 100 bis 599.',
    cache: 'Möglich ist eine Dauer von 1 Sekunde bis 3 Tagen.',
    loadBalancer: 'Bitte für jedes Modell Name und Gewichtung angeben.',
    timeout: 'Die Wartezeit muss mindestens eine Millisekunde betragen.',
    identity: 'Bitte für die Identität eine ID mit höchstens 255 Zeichen angeben.',
    orqPrompt: 'Bitte die ID des Prompts angeben.',
  },
  run: {
    preparing: 'Bild wird vorbereitet …',
    uploading: 'Wird hochgeladen …',
    generating: 'Varianten werden erstellt …',
    elapsed: (time) => time,
    done: (n) => `${variants(n)} fertig.`,
    partial: (usable, asked) => `${number(usable)} von ${variants(asked)} angekommen.`,
    cancelled:
      'Abgebrochen. Was der Anbieter bereits begonnen hat, kann trotzdem berechnet werden.',
  },
  errors: {
    invalid_request: () =>
      'Einige Einstellungen sind nicht zulässig. Bitte prüfen und erneut versuchen.',
    configuration: () =>
      'Varianten sind hier nicht richtig eingerichtet. Bitte das Team dieser Seite informieren.',
    aborted: () => 'Abgebrochen.',
    timeout: () =>
      'Das hat zu lange gedauert. Bitte erneut versuchen oder weniger Varianten anfordern.',
    offline: () =>
      'Keine Internetverbindung. Das Bild bleibt erhalten; bitte erneut versuchen, sobald die Verbindung wieder steht.',
    network: () =>
      'Die Verbindung ist fehlgeschlagen, bevor etwas gesendet wurde. Bitte erneut versuchen.',
    outcome_unknown: () =>
      'Die Verbindung ist während des Wartens abgebrochen. Die Varianten wurden möglicherweise erstellt und berechnet; bitte vor einer Wiederholung nachsehen.',
    redirect: () =>
      'Der Server hat auf eine andere Adresse verwiesen; solchen Verweisen wird nicht gefolgt. Bitte das Team dieser Seite informieren.',
    http: ({ status = 0, retryAfterMs }) =>
      status === 429
        ? retryAfterMs
          ? `Zu viele Anfragen. Wartezeit bis zum nächsten Versuch: ${duration(retryAfterMs)}`
          : 'Zu viele Anfragen. Bitte gleich erneut versuchen.'
        : (refusals[status] ??
          (status >= 500
            ? 'Das Modell ist im Moment nicht verfügbar. Bitte erneut versuchen oder ein anderes wählen.'
            : 'Der Server hat diese Anfrage abgelehnt. Bitte das Bild oder die Einstellungen ändern.')),
    bad_response: () =>
      'Die Antwort war nicht lesbar. Sie wurde möglicherweise berechnet; bitte vor einer Wiederholung nachsehen.',
  },
  error: {
    title: 'Das hat nicht geklappt',
    details: 'Details',
    code: 'Code',
    status: 'Status',
    requestId: 'Anfrage',
    answer: 'Antwort',
  },
  chunk: {
    failed:
      'Dieser Teil der Seite ließ sich nicht laden. Bitte die Verbindung prüfen und erneut versuchen.',
    retry: 'Erneut versuchen',
  },
  gallery: {
    title: 'Varianten',
    empty: 'Noch keine Varianten',
    emptyHint: 'Sie erscheinen hier, sobald sie fertig sind.',
    image: (position, total, name) =>
      `Variante ${number(position)} von ${number(total)}${name ? ` zu ${name}` : ''}`,
    run: variants,
    source: (name) => `Original: ${name}`,
    parent: 'Aus einer Variante entstanden',
    pending: (n) =>
      plural(n, { one: '# Variante wird erstellt', other: '# Varianten werden erstellt' }),
    select: 'Auswählen',
    selected: (n) => `${number(n)} ausgewählt`,
    selectAll: 'Alle auswählen',
    done: 'Fertig',
    downloadAll: 'Alle herunterladen',
    downloadFailed: (n) =>
      plural(n, {
        one: '# Bild ließ sich nicht speichern. Bitte öffnen und dort speichern.',
        other: '# Bilder ließen sich nicht speichern. Bitte einzeln öffnen und dort speichern.',
      }),
    reuse: 'Einstellungen übernehmen',
    remove: 'Entfernen',
    undo: 'Rückgängig',
    expires: (time) => `Läuft um ${time} ab`,
    cacheHit: 'Aus dem Cache',
    problems: {
      not_an_image: 'Was angekommen ist, ist kein Bild.',
      unsafe_url: 'Dieser Link ist nicht sicher.',
      expired: 'Dieser Link ist abgelaufen.',
      broken: 'Dieses Bild lässt sich nicht laden.',
    },
  },
  lightbox: {
    title: 'Variante',
    position: (position, total) => `${number(position)} von ${number(total)}`,
    close: 'Schließen',
    previous: 'Vorherige',
    next: 'Nächste',
    compare: 'Vergleichen',
    compareSlider: 'Anteil des Originals',
    original: 'Original',
    variation: 'Variante',
    zoom: 'Zoomen',
    download: 'Herunterladen',
    copy: 'Kopieren',
    copied: 'Kopiert',
    copyFailed: 'Kopieren ist hier nicht erlaubt.',
    share: 'Teilen',
    vary: 'Weiter variieren',
    details: 'Details',
    children: (n) => `${variants(n)} hiervon`,
  },
  details: {
    model: 'Modell',
    prompt: 'Prompt',
    size: 'Angeforderte Größe',
    dimensions: 'Abmessungen',
    tokens: 'Tokens',
    duration: 'Dauer',
    created: 'Erstellt',
    requestId: 'Anfrage',
    cache: 'Cache',
    source: 'Original',
  },
}
