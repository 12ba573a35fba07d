import { createFormats } from '../react/provider/createFormats.js'
import { createLabels } from '../react/provider/createLabels.js'
import type { Labels } from '../react/provider/labels.js'

const tooSlow = 'モデルの応答に時間がかかりすぎました。もう一度お試しください。'
const statuses: { [status: number]: string } = {
  401: 'バリエーションを作成するにはログインしてください。',
  402: 'バリエーション用の予算を使い切りました。',
  403: 'このモデルまたは設定は、ここでは使えません。',
  404: 'このモデルは利用できなくなりました。',
  408: tooSlow,
  413: '画像が大きすぎるため、サーバーで受け付けられません。',
  504: tooSlow,
}

/** Japanese, in the polite です/ます form; nouns do not change with their count. */
export const labels: Labels = createLabels(createFormats('ja'), ({ bytes, duration, number }) => ({
  form: {
    title: '画像のバリエーション',
    submit: (n) => `バリエーションを${number(n)}枚作成`,
    submitting: '作成中…',
    price: (money) => `約${money}`,
    cancel: 'キャンセル',
    optional: '任意',
    advanced: '詳細設定',
    changed: (n) => `${number(n)}件を変更`,
    groups: { reliability: '信頼性', results: '結果', tracking: 'トラッキング' },
    summary: (n) => `続けるには、次の${number(n)}件を修正してください`,
  },
  intake: {
    title: '画像を選択',
    drop: 'またはここにドロップするか貼り付け',
    dropToUse: 'ドロップして使う',
    dropToReplace: 'ドロップして置き換える',
    hint: ({ types, maxBytes, square }) =>
      `${square ? '正方形の画像。' : ''}${types}、最大${maxBytes}`,
    replace: '変更',
    remove: '画像を削除',
    reading: '画像を読み込み中…',
    dimensions: (width, height) => `${width} × ${height}`,
    fromVariation: 'バリエーションから作成',
    followers: (n) => `あと${number(n)}枚`,
    keepOther: '前の画像のままにする',
    crop: '切り抜く',
  },
  crop: {
    title: '画像の切り抜き',
    help: 'ドラッグまたは矢印キーで画像を動かせます。スクロールまたはピンチで拡大できます。',
    zoom: '拡大',
    ratio: '縦横比',
    original: '元の比率',
    square: '正方形',
    apply: '切り抜く',
    whole: '画像全体を使う',
  },
  problems: {
    empty: () => 'このファイルは空です。',
    not_an_image: () =>
      'このファイルは画像ではありません。PNG、JPEG、WebPのいずれかを選んでください。',
    svg: () => 'SVG形式の図はここでは使えません。PNGとして書き出して、もう一度お試しください。',
    heic: () =>
      'HEIC形式の写真はここでは使えません。JPEGとして書き出して、もう一度お試しください。',
    animated: () => 'この画像はアニメーションです。',
    corrupt: () => 'この画像は破損していて読み込めません。',
    too_many_bytes: (problem) =>
      `ファイルが大きすぎます${problem.bytes ? `（${bytes(problem.bytes)}）` : ''}。${problem.maxBytes ? `送信できるのは${bytes(problem.maxBytes)}までです。` : ''}`,
    too_many_pixels: ({ width, height }) =>
      `画像のピクセル数が多すぎます${width && height ? `（${number(width)} × ${number(height)}）` : ''}。`,
    not_square: ({ width, height }) =>
      `このモデルには正方形の画像が必要です${width && height ? `（選択した画像は${number(width)} × ${number(height)}）` : ''}。`,
    wrong_type: () => 'この画像形式はここでは使えません。',
    unreachable: () =>
      'このアドレスから画像を読み込めません。画像を保存して、そのファイルを選んでください。',
  },
  fixes: {
    crop: '正方形に切り抜く',
    pad: '余白を足す',
    scale: '縮小する',
    convert: '変換する',
    firstFrame: '最初のコマを使う',
  },
  fields: {
    model: 'モデル',
    modelPlaceholder: 'provider/model',
    modelsLoading: 'モデルを読み込み中…',
    modelsFailed: 'モデルを読み込めませんでした。',
    prompt: '何を変えますか？',
    promptPlaceholder: '被写体はそのままで、季節を冬に変える',
    promptPlaceholderVariation: '空欄のままにすると、自由に変化させます',
    n: 'バリエーション',
    fewer: '1枚減らす',
    more: '1枚増やす',
    size: 'サイズ',
    automatic: '自動',
    quality: '品質',
    qualityHint: 'プロンプトが必要',
    qualities: { auto: '自動', high: '高', medium: '中', low: '低', standard: '標準' },
    responseFormat: '結果の形式',
    responseFormats: { b64_json: 'ファイル', url: 'リンク（60分で期限切れ）' },
    user: 'ユーザーID',
    userHint: '送信する人を表す、自分で決めたIDです。',
    name: 'トレース名',
    nameHint: 'ルーターのトレースに表示されます。',
    fallbacks: '代替モデル',
    fallbacksHint: 'モデルでエラーが起きたとき、この順に試します。',
    fallback: (position) => `代替モデル${number(position)}`,
    addFallback: '代替モデルを追加',
    removeModel: (model) => `${model}を削除`,
    moveUp: (model) => `${model}を上へ移動`,
    retry: '再試行',
    retryHint: 'プロバイダーでエラーが起きたとき、ルーターが再試行します。',
    retryCount: '回数',
    retryCodes: '対象のステータスコード',
    cache: 'キャッシュ',
    cacheHint: '同じリクエストには、同じ画像がすぐに無料で返されます。',
    cacheTtl: '保存期間',
    cacheWarning:
      'リンクの有効期間は60分です。キャッシュをそれより長くすると、期限切れのリンクが返されることがあります。',
    loadBalancer: '負荷分散',
    loadBalancerHint: 'リクエストを次のモデルに振り分けます。上で選んだモデルは使われません。',
    weight: (model) => `${model}の重み`,
    addModel: 'モデルを追加',
    timeout: '1回あたりの制限時間（秒）',
    orqPrompt: 'Orqのプロンプト',
    orqPromptHint: 'Orqに保存されたプロンプトのIDです。',
    identity: '利用者情報',
    identityHint: '誰のための画像かをOrqに伝えます。',
    identityId: 'ID',
    identityName: '名前',
    identityEmail: 'メールアドレス',
  },
  issues: {
    image: '先に画像を選んでください。',
    imageProblem: '先に画像を調整してください。',
    model: 'モデルを選んでください。',
    prompt: 'プロンプトを変更してください。',
    n: (max) => `${number(1)}～${number(max)}の数を選んでください。`,
    size: 'このサイズにはプロンプトが必要です。別のサイズを選ぶか、何を変えるかを入力してください。',
    quality: '品質を選ぶにはプロンプトが必要です。',
    fallbacks: '代替モデルの名前をすべて入力するか、空の項目を削除してください。',
    sameFallback: '代替モデルには、モデルとは別のものを指定してください。',
    retry: `再試行は${number(1)}～${number(5)}回、ステータスコードは${number(100)}～${number(599)}で指定してください。`,
    cache: `保存期間は${number(1)}秒～${number(3)}日で指定してください。`,
    loadBalancer: 'すべてのモデルに名前と重みを入力してください。',
    timeout: `${number(0)}秒より長い時間を入力してください。`,
    identity: `IDを${number(255)}文字以内で入力してください。`,
    orqPrompt: 'プロンプトのIDを入力してください。',
  },
  run: {
    preparing: '画像を準備中…',
    uploading: 'アップロード中…',
    generating: 'バリエーションを作成中…',
    slow: 'バリエーションをまだ作成中です…',
    elapsed: (time) => time,
    done: (n) => `バリエーションが${number(n)}枚できました。`,
    partial: (usable, asked) =>
      `バリエーション${number(asked)}枚のうち${number(usable)}枚が届きました。`,
    cancelled: 'キャンセルしました。すでに作成が始まっていた画像には、料金がかかることがあります。',
    show: '表示',
  },
  errors: {
    invalid_request: () => '送信できない設定があります。確認して、もう一度お試しください。',
    configuration: () =>
      'バリエーションの設定に問題があります。このページの管理者にお知らせください。',
    unreachable: () => '画像サービスに接続できません。数分後にもう一度お試しください。',
    run_not_found: () =>
      'サーバーにこのバリエーションはありません。リクエストが届かなかったか、保存期間が過ぎています。同じ設定でもう一度作成してください。',
    run_lost: () =>
      'サーバーから結果を確認できませんでした。すでに作成され、料金が発生している可能性があります。',
    aborted: () => 'キャンセルしました。',
    timeout: () =>
      '時間がかかりすぎました。もう一度試すか、バリエーションの枚数を減らしてください。',
    offline: () =>
      'オフラインです。画像はそのまま残っています。接続が回復したら、もう一度お試しください。',
    network: () => '送信を始める前に接続に失敗しました。もう一度お試しください。',
    outcome_unknown: () => '接続が切れました。すでに作成され、料金が発生している可能性があります。',
    redirect: () =>
      'サーバーがリクエストを転送しようとしましたが、許可されていません。このページの管理者にお知らせください。',
    http: ({ status = 0, retryAfterMs }) =>
      status === 429
        ? `リクエストが多すぎます。${retryAfterMs ? `${duration(retryAfterMs)}後に` : 'しばらくしてから'}もう一度お試しください。`
        : (statuses[status] ??
          (status >= 500
            ? 'モデルは現在利用できません。しばらくしてからもう一度お試しください。'
            : 'サーバーがこのリクエストを受け付けませんでした。画像または設定を変更してください。')),
    bad_response: () =>
      'サーバーの応答を読み取れませんでした。料金が発生している可能性があります。',
    load_failed: () =>
      'ページの一部を読み込めなかったため、何も送信していません。接続を確認してもう一度お試しいただくか、ページを再読み込みしてください。',
  },
  error: {
    title: 'バリエーションを作成できませんでした',
    chooseModel: '別のモデルを選ぶこともできます。',
    retry: 'もう一度試す',
    retryUnknown: (money) =>
      money
        ? `もう一度試す（さらに${money}かかることがあります）`
        : 'もう一度試す（再び料金がかかることがあります）',
    details: '詳細',
    code: 'コード',
    status: 'ステータス',
    requestId: 'リクエストID',
    reply: 'サーバーの応答',
  },
  chunk: {
    failed:
      'ページのこの部分を読み込めませんでした。接続を確認してもう一度お試しいただくか、ページを再読み込みしてください。',
    retry: 'もう一度試す',
  },
  gallery: {
    title: 'バリエーション',
    empty: 'バリエーションはまだありません',
    emptyHint: '作成されると、ここに表示されます。',
    image: (position, total, name) =>
      `${name ? `${name}の` : ''}バリエーション ${number(position)} / ${number(total)}`,
    run: (n) => `バリエーション${number(n)}枚`,
    runOf: (count, asked) => `バリエーション${number(asked)}枚中${number(count)}枚`,
    variationsOf: (name) => `${name}のバリエーション`,
    source: (name) => `元の画像: ${name}`,
    parent: 'バリエーションから作成',
    pending: (n) => `バリエーションを${number(n)}枚作成中`,
    stillWorking: '処理を続けています。1分ほどかかるモデルもあります',
    retry: 'もう一度試す',
    historyProblems: {
      quota:
        'このブラウザーの空き容量がありません。一部のバリエーションは再読み込みで失われるため、ダウンロードしてください。',
      unavailable:
        'プライベートウィンドウなどでは、このブラウザーはバリエーションを保存しません。再読み込みで失われるため、ダウンロードしてください。',
      failed:
        'このブラウザーにバリエーションを保存できませんでした。再読み込みで失われるため、ダウンロードしてください。',
    },
    select: '選択',
    selected: (n) => `${number(n)}枚を選択中`,
    selectAll: 'すべて選択',
    done: '完了',
    downloadAll: 'すべてダウンロード',
    downloadFailed: (n) =>
      `${number(n)}枚の画像を保存できませんでした。画像を開いて保存してください。`,
    reuse: 'この設定を使う',
    remove: '削除',
    removed: (n) => `バリエーションを${number(n)}枚削除しました`,
    favorite: 'お気に入り',
    undo: '元に戻す',
    expires: (time) => `有効期限: ${time}`,
    cacheHit: 'キャッシュから取得',
    problems: {
      not_an_image: '応答は画像ではありません。',
      unsafe_url: 'このリンクは安全に開けません。',
      expired: 'このリンクは期限切れです。',
      broken: 'この画像を読み込めません。',
    },
  },
  comparison: {
    title: 'モデルの比較',
    start: (models) => `${number(models)}個のモデルを比較`,
    queued: '順番を待っています',
    cancelled: 'キャンセルしました',
  },
  lightbox: {
    title: 'バリエーション',
    position: (position, total) => `${number(position)} / ${number(total)}`,
    close: '閉じる',
    previous: '前へ',
    next: '次へ',
    compare: '比較',
    compareWith: (name) => `${name}と比較`,
    compareWithFirst: (name) => `最初の元画像${name && `（${name}）`}と比較`,
    compareSlider: '元の画像の表示割合',
    original: '元の画像',
    variation: 'バリエーション',
    zoom: '拡大',
    download: 'ダウンロード',
    copy: 'コピー',
    copied: 'コピーしました',
    copyFailed: 'ここではコピーできません。',
    share: '共有',
    more: 'その他の操作',
    thumbnails: 'すべてのバリエーション',
    vary: '似た画像を作成',
    details: '詳細',
    children: (n) => `この画像のバリエーション${number(n)}枚`,
  },
  details: {
    model: 'モデル',
    prompt: 'プロンプト',
    size: '指定サイズ',
    dimensions: '寸法',
    tokens: 'トークン数',
    duration: '所要時間',
    created: '作成日時',
    requestId: 'リクエストID',
    cache: 'キャッシュ',
    source: '元の画像',
  },
}))
