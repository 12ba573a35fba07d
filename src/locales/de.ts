import { createFormats, type Formats } from '../react/provider/createFormats.js'
import { createLabels } from '../react/provider/createLabels.js'
import type { Labels } from '../react/provider/labels.js'

const variants = ({ plural }: Pick<Formats, 'plural'>, n: number) =>
  plural(n, { one: '# Variante', other: '# Varianten' })

const tooSlow = 'Das Modell hat zu lange gebraucht. Bitte erneut versuchen.'
const statuses: { [status: number]: string } = {
  401: 'Zum Erstellen von Varianten bitte anmelden.',
  402: 'Das Budget für Varianten ist aufgebraucht.',
  403: 'Dieses Modell oder eine dieser Einstellungen ist hier nicht erlaubt.',
  404: 'Dieses Modell ist nicht mehr verfügbar.',
  408: tooSlow,
  413: 'Das Bild ist zu groß für den Server.',
  504: tooSlow,
}

/** German, in neutral phrasing: neither du nor Sie. */
export const labels: Labels = createLabels(
  createFormats('de'),
  ({ bytes, duration, number, plural }) => ({
    form: {
      title: 'Bildvarianten',
      submit: (n) => `${variants({ plural }, n)} erstellen`,
      submitting: 'Wird erstellt …',
      price: (money) => `etwa ${money}`,
      cancel: 'Abbrechen',
      optional: 'optional',
      advanced: 'Erweitert',
      changed: (n) => `${number(n)} geändert`,
      groups: { reliability: 'Zuverlässigkeit', results: 'Ergebnisse', tracking: 'Zuordnung' },
      summary: (n) =>
        plural(n, {
          one: 'Zum Fortfahren bitte diese Angabe korrigieren',
          other: 'Zum Fortfahren bitte diese # Angaben korrigieren',
        }),
    },
    intake: {
      title: 'Bild auswählen',
      drop: 'oder hier ablegen oder einfügen',
      dropToUse: 'Zum Verwenden ablegen',
      dropToReplace: 'Zum Ersetzen ablegen',
      hint: ({ types, maxBytes, square }) =>
        `${square ? 'Quadratisches Bild. ' : ''}${types}, bis ${maxBytes}`,
      replace: 'Ersetzen',
      remove: 'Bild entfernen',
      reading: 'Bild wird gelesen …',
      dimensions: (width, height) => `${width} × ${height}`,
      fromVariation: 'Aus einer Variante',
      followers: (n) => plural(n, { one: '# weiteres folgt', other: '# weitere folgen' }),
      keepOther: 'Vorheriges Bild behalten',
      crop: 'Zuschneiden',
    },
    crop: {
      title: 'Bild zuschneiden',
      help: 'Zum Verschieben ziehen oder die Pfeiltasten drücken. Zum Zoomen scrollen oder zwei Finger spreizen.',
      zoom: 'Zoom',
      ratio: 'Seitenverhältnis',
      original: 'Original',
      square: 'Quadrat',
      apply: 'Zuschneiden',
      whole: 'Ganzes Bild verwenden',
    },
    problems: {
      empty: () => 'Diese Datei ist leer.',
      not_an_image: () => 'Diese Datei ist kein Bild. Bitte PNG, JPEG oder WebP wählen.',
      svg: () =>
        'SVG-Grafiken funktionieren hier nicht. Bitte als PNG exportieren und erneut versuchen.',
      heic: () =>
        'HEIC-Fotos funktionieren hier nicht. Bitte als JPEG exportieren und erneut versuchen.',
      animated: () => 'Dieses Bild ist animiert.',
      corrupt: () => 'Dieses Bild ist beschädigt und nicht lesbar.',
      too_many_bytes: (problem) =>
        `Diese Datei ist zu groß${problem.bytes ? ` (${bytes(problem.bytes)})` : ''}.${problem.maxBytes ? ` Höchstens ${bytes(problem.maxBytes)} sind möglich.` : ''}`,
      too_many_pixels: ({ width, height }) =>
        `Dieses Bild hat zu viele Pixel${width && height ? ` (${number(width)} × ${number(height)})` : ''}.`,
      not_square: ({ width, height }) =>
        `Dieses Modell braucht ein quadratisches Bild${width && height ? `; dieses misst ${number(width)} × ${number(height)}` : ''}.`,
      wrong_type: () => 'Dieser Bildtyp funktioniert hier nicht.',
      unreachable: () =>
        'Dieses Bild lässt sich nicht von seiner Adresse laden. Bitte speichern und die Datei wählen.',
    },
    fixes: {
      crop: 'Quadratisch zuschneiden',
      pad: 'Rand hinzufügen',
      scale: 'Verkleinern',
      convert: 'Umwandeln',
      firstFrame: 'Erstes Einzelbild verwenden',
    },
    fields: {
      model: 'Modell',
      modelPlaceholder: 'anbieter/modell',
      modelsLoading: 'Modelle werden geladen …',
      modelsFailed: 'Die Modelle ließen sich nicht laden.',
      prompt: 'Was soll sich ändern?',
      promptPlaceholder: 'Motiv beibehalten, aber im Winter zeigen',
      promptPlaceholderVariation: 'Leer lassen für eine freie Variante des Bildes',
      n: 'Varianten',
      fewer: 'Eine weniger',
      more: 'Eine mehr',
      size: 'Größe',
      automatic: 'Automatisch',
      quality: 'Qualität',
      qualityHint: 'Braucht einen Prompt',
      qualities: {
        auto: 'Automatisch',
        high: 'Hoch',
        medium: 'Mittel',
        low: 'Niedrig',
        standard: 'Standard',
      },
      responseFormat: 'Ergebnisse als',
      responseFormats: { b64_json: 'Dateien', url: 'Links (laufen nach 60 Min. ab)' },
      user: 'Personen-ID',
      userHint: 'Eigene ID der Person, von der die Anfrage kommt.',
      name: 'Trace-Name',
      nameHint: 'Erscheint in den Traces des Routers.',
      fallbacks: 'Ersatzmodelle',
      fallbacksHint: 'Kommen in dieser Reihenfolge zum Einsatz, wenn das Modell ausfällt.',
      fallback: (position) => `Ersatzmodell ${number(position)}`,
      addFallback: 'Ersatzmodell hinzufügen',
      removeModel: (model) => `${model} entfernen`,
      moveUp: (model) => `${model} nach oben verschieben`,
      retry: 'Wiederholungen',
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
      timeout: 'Zeitlimit pro Versuch (Sekunden)',
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
      imageProblem: 'Bitte zuerst das Bild anpassen.',
      model: 'Bitte ein Modell wählen.',
      prompt: 'Bitte den Prompt ändern.',
      n: (max) => `Bitte eine Zahl von ${number(1)} bis ${number(max)} wählen.`,
      size: 'Diese Größe braucht einen Prompt. Bitte eine andere wählen oder beschreiben, was sich ändern soll.',
      quality: 'Die Qualität lässt sich nur mit einem Prompt wählen.',
      fallbacks: 'Bitte jedes Ersatzmodell benennen oder leere Einträge entfernen.',
      sameFallback: 'Ein Ersatzmodell muss sich vom Modell unterscheiden.',
      retry: `Möglich sind ${number(1)} bis ${number(5)} Wiederholungen, bei Statuscodes von ${number(100)} bis ${number(599)}.`,
      cache: `Möglich ist eine Dauer von ${number(1)} Sekunde bis ${number(3)} Tagen.`,
      loadBalancer: 'Bitte für jedes Modell Name und Gewichtung angeben.',
      timeout: `Bitte mehr als ${number(0)} Sekunden angeben.`,
      identity: `Bitte eine ID mit höchstens ${number(255)} Zeichen angeben.`,
      orqPrompt: 'Bitte die ID des Prompts angeben.',
    },
    run: {
      preparing: 'Bild wird vorbereitet …',
      uploading: 'Wird hochgeladen …',
      generating: 'Varianten werden erstellt …',
      slow: 'Varianten werden noch erstellt …',
      elapsed: (time) => time,
      done: (n) => `${variants({ plural }, n)} fertig.`,
      partial: (usable, asked) =>
        `${number(usable)} von ${variants({ plural }, asked)} angekommen.`,
      cancelled: 'Abgebrochen. Bereits begonnene Bilder können trotzdem berechnet werden.',
      show: 'Anzeigen',
    },
    errors: {
      invalid_request: () =>
        'Einige Einstellungen sind nicht zulässig. Bitte prüfen und erneut versuchen.',
      configuration: () =>
        'Varianten sind hier nicht richtig eingerichtet. Bitte das Team dieser Seite informieren.',
      unreachable: () =>
        'Der Bilddienst ist im Moment nicht erreichbar. Bitte in ein paar Minuten erneut versuchen.',
      run_not_found: () =>
        'Der Server hat diese Varianten nicht: Die Anfrage ist nie angekommen, oder sie werden nicht mehr aufbewahrt. Mit denselben Einstellungen lassen sie sich neu erstellen.',
      run_lost: () =>
        'Der Server konnte nicht sagen, wie dies ausging. Die Varianten wurden möglicherweise erstellt und berechnet.',
      aborted: () => 'Abgebrochen.',
      timeout: () =>
        'Das hat zu lange gedauert. Bitte erneut versuchen oder weniger Varianten anfordern.',
      offline: () =>
        'Offline. Das Bild bleibt erhalten. Bitte erneut versuchen, sobald die Verbindung wieder steht.',
      network: () =>
        'Die Verbindung ist fehlgeschlagen, bevor etwas gesendet wurde. Bitte erneut versuchen.',
      outcome_unknown: () =>
        'Die Verbindung ist abgebrochen. Die Varianten wurden möglicherweise erstellt und berechnet.',
      redirect: () =>
        'Der Server hat die Anfrage umgeleitet, das ist nicht erlaubt. Bitte das Team dieser Seite informieren.',
      http: ({ status = 0, retryAfterMs }) =>
        status === 429
          ? retryAfterMs
            ? `Zu viele Anfragen. Wartezeit bis zum nächsten Versuch: ${duration(retryAfterMs)}`
            : 'Zu viele Anfragen. Bitte gleich erneut versuchen.'
          : (statuses[status] ??
            (status >= 500
              ? 'Das Modell ist im Moment nicht verfügbar. Bitte gleich erneut versuchen.'
              : 'Der Server hat diese Anfrage abgelehnt. Bitte das Bild oder die Einstellungen ändern.')),
      bad_response: () =>
        'Die Antwort des Servers war nicht lesbar. Die Varianten wurden möglicherweise berechnet.',
      load_failed: () =>
        'Ein Teil der Seite ließ sich nicht laden, deshalb wurde nichts gesendet. Bitte die Verbindung prüfen und erneut versuchen, oder die Seite neu laden.',
    },
    error: {
      title: 'Varianten konnten nicht erstellt werden',
      chooseModel: 'Oder ein anderes Modell wählen.',
      retry: 'Erneut versuchen',
      retryUnknown: (money) =>
        money
          ? `Erneut versuchen (kann nochmals ${money} kosten)`
          : 'Erneut versuchen (kann erneut berechnet werden)',
      details: 'Details',
      code: 'Code',
      status: 'Status',
      requestId: 'Anfrage-ID',
      reply: 'Antwort des Servers',
    },
    chunk: {
      failed:
        'Dieser Teil der Seite ließ sich nicht laden. Bitte die Verbindung prüfen und erneut versuchen, oder die Seite neu laden.',
      retry: 'Erneut versuchen',
    },
    gallery: {
      title: 'Varianten',
      empty: 'Noch keine Varianten',
      emptyHint: 'Sie erscheinen hier, sobald sie fertig sind.',
      image: (position, total, name) =>
        `Variante ${number(position)} von ${number(total)}${name ? ` zu ${name}` : ''}`,
      run: (n) => variants({ plural }, n),
      runOf: (count, asked) => `${number(count)} von ${variants({ plural }, asked)}`,
      variationsOf: (name) => `Varianten von ${name}`,
      source: (name) => `Original: ${name}`,
      parent: 'Aus einer Variante entstanden',
      pending: (n) =>
        plural(n, { one: '# Variante wird erstellt', other: '# Varianten werden erstellt' }),
      stillWorking: 'Wird noch erstellt; manche Modelle brauchen eine Minute',
      retry: 'Erneut versuchen',
      historyProblems: {
        quota:
          'In diesem Browser ist kein Platz mehr. Einige Varianten gehen beim Neuladen verloren; bitte herunterladen.',
        unavailable:
          'Dieser Browser speichert keine Varianten, etwa in einem privaten Fenster. Sie gehen beim Neuladen verloren; bitte herunterladen.',
        failed:
          'Die Varianten ließen sich in diesem Browser nicht speichern. Sie gehen beim Neuladen verloren; bitte herunterladen.',
      },
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
      removed: (n) => `${variants({ plural }, n)} entfernt`,
      favorite: 'Favorit',
      undo: 'Rückgängig',
      expires: (time) => `Läuft um ${time} ab`,
      cacheHit: 'Aus dem Cache',
      problems: {
        not_an_image: 'Die Antwort ist kein Bild.',
        unsafe_url: 'Dieser Link ist nicht sicher.',
        expired: 'Dieser Link ist abgelaufen.',
        broken: 'Dieses Bild lässt sich nicht laden.',
      },
    },
    comparison: {
      title: 'Vergleich von Modellen',
      start: (models) => `${plural(models, { one: '# Modell', other: '# Modelle' })} vergleichen`,
      queued: 'Wartet, bis ein Platz frei ist',
      cancelled: 'Abgebrochen',
    },
    lightbox: {
      title: 'Variante',
      position: (position, total) => `${number(position)} von ${number(total)}`,
      close: 'Schließen',
      previous: 'Vorherige',
      next: 'Nächste',
      compare: 'Vergleichen',
      compareWith: (name) => `Vergleichen mit ${name}`,
      compareWithFirst: (name) => `Vergleichen mit dem ersten Original${name && `, ${name}`}`,
      compareSlider: 'Anteil des Originals',
      original: 'Original',
      variation: 'Variante',
      zoom: 'Zoomen',
      download: 'Herunterladen',
      copy: 'Kopieren',
      copied: 'Kopiert',
      copyFailed: 'Kopieren ist hier nicht erlaubt.',
      share: 'Teilen',
      more: 'Weitere Aktionen',
      thumbnails: 'Alle Varianten',
      vary: 'Mehr davon',
      details: 'Details',
      children: (n) => `${variants({ plural }, n)} hiervon`,
    },
    details: {
      model: 'Modell',
      prompt: 'Prompt',
      size: 'Angeforderte Größe',
      dimensions: 'Abmessungen',
      tokens: 'Tokens',
      duration: 'Dauer',
      created: 'Erstellt',
      requestId: 'Anfrage-ID',
      cache: 'Cache',
      source: 'Original',
    },
  }),
)
