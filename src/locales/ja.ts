import { createFormats } from '../react/provider/createFormats.js'
import type { Labels } from '../react/provider/labels.js'

const formats = createFormats('ja')
const { bytes, duration, number } = formats

const tooSlow = 'モデルの応答に時間がかかりすぎました。もう一度お試しください。'
const refusals: { [status: number]: string } = {
  401: 'バリエーションを作成するにはログインしてください。',
  402: 'バリエーション用の予算を使い切りました。',
  403: 'この操作は許可されていません。別のモデルを選ぶか、アクセス権をリクエストしてください。',
  404: 'このモデルは利用できなくなりました。別のモデルを選んでください。',
  408: tooSlow,
  413: '画像が大きすぎるため、サーバーで受け付けられません。小さい画像を選んでください。',
  504: tooSlow,
}

/** Japanese, in the polite です/ます form; nouns do not change with their count. */
export const labels: Labels = {
  formats,
  form: {
    title: '画像のバリエーション',
    submit: (n) => `バリエーションを${number(n)}枚作成`,
    submitting: '作成中…',
    price: (money) => `約${money}`,
    cancel: 'キャンセル',
    optional: '任意',
    advanced: '詳細設定',
    summary: (n) => `続けるには、次の${number(n)}件を修正してください`,
  },
  intake: {
    title: '画像を選択',
    drop: 'またはここにドロップするか貼り付け',
    hint: ({ types, maxBytes, square }) =>
      `${square ? '正方形の画像。' : ''}${types}、最大${maxBytes}`,
    replace: '画像を変更',
    remove: '画像を削除',
    reading: '画像を読み込み中…',
    dimensions: (width, height) => `${width} × ${height}`,
    fromVariation: 'バリエーションから作成',
    keepOther: '元の画像のままにする',
    focus: '画像の残す部分',
  },
  problems: {
    empty: () => 'このファイルは空です。別のファイルを選んでください。',
    not_an_image: () =>
      'このファイルは画像ではありません。PNG、JPEG、WebPのいずれかを選んでください。',
    svg: () =>
      'SVGからはバリエーションを作成できません。PNGとして保存し、そのファイルを選んでください。',
    heic: () =>
      'HEIC形式の写真には対応していません。JPEGとして保存し、そのファイルを選んでください。',
    animated: () => 'アニメーション画像です。静止画を選ぶか、最初のコマだけを使ってください。',
    corrupt: () => 'この画像は破損していて読み込めません。別の画像を選んでください。',
    too_many_bytes: (problem) =>
      `ファイルが大きすぎます${problem.bytes ? `（${bytes(problem.bytes)}）` : ''}。${problem.maxBytes ? `送信できるのは${bytes(problem.maxBytes)}までです。` : ''}`,
    too_many_pixels: ({ width, height }) =>
      `画像のピクセル数が多すぎます${width && height ? `（${number(width)} × ${number(height)}）` : ''}。縮小してください。`,
    not_square: ({ width, height }) =>
      `このモデルには正方形の画像が必要です${width && height ? `（選択した画像は${number(width)} × ${number(height)}）` : ''}。`,
    wrong_type: () => 'このモデルはこの画像形式に対応していません。変換してください。',
    unreachable: () =>
      'このアドレスから画像を読み込めません。画像を保存して、そのファイルを選んでください。',
  },
  fixes: {
    crop: '正方形に切り抜く',
    pad: '余白を足して正方形にする',
    scale: '縮小する',
    convert: '変換する',
  },
  fields: {
    model: 'モデル',
    modelPlaceholder: 'provider/model',
    prompt: '何を変えますか？',
    promptPlaceholder: '被写体はそのままで、季節を冬に変える',
    n: 'バリエーション',
    fewer: '1枚減らす',
    more: '1枚増やす',
    size: 'サイズ',
    automatic: '自動',
    quality: '品質',
    qualities: { auto: '自動', high: '高', medium: '中', low: '低', standard: '標準' },
    responseFormat: '受け取り方法',
    responseFormats: { url: 'リンク（60分間有効）', b64_json: 'ファイル（期限なし）' },
    user: 'ユーザー',
    userHint: '画像を利用する人のIDです。',
    name: 'トレース名',
    nameHint: 'ルーターのトレースに表示されます。',
    fallbacks: '代替モデル',
    fallbacksHint: 'モデルが失敗したとき、この順に試します。',
    fallback: (position) => `代替モデル${number(position)}`,
    addFallback: '代替モデルを追加',
    removeModel: (model) => `${model}を削除`,
    moveUp: (model) => `${model}を上へ移動`,
    retry: '再試行',
    retryHint: 'プロバイダーが失敗したとき、ルーターがもう一度試します。',
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
    timeout: 'タイムアウト',
    timeoutHint: 'ルーターの試行1回あたりの秒数です。',
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
    model: 'モデルを選んでください。',
    prompt: '何を変えるかを入力してください。このモデルは文章をもとに画像を作ります。',
    n: 'バリエーションは1～10枚で選んでください。',
    size: 'このサイズにはプロンプトが必要です。別のサイズを選ぶか、何を変えるかを入力してください。',
    quality: '品質を選ぶにはプロンプトが必要です。',
    fallbacks: '代替モデルの名前をすべて入力するか、空の項目を削除してください。',
    retry: '再試行は1～5回、ステータスコードは100～599で指定してください。',
    cache: '保存期間は1秒～3日で指定してください。',
    loadBalancer: 'すべてのモデルに名前と重みを入力してください。',
    timeout: '待ち時間は1ミリ秒以上にしてください。',
    identity: '利用者のIDを255文字以内で入力してください。',
    orqPrompt: 'プロンプトのIDを入力してください。',
  },
  run: {
    preparing: '画像を準備中…',
    uploading: 'アップロード中…',
    generating: 'バリエーションを作成中…',
    elapsed: (time) => time,
    done: (n) => `バリエーションが${number(n)}枚できました。`,
    partial: (usable, asked) =>
      `バリエーション${number(asked)}枚のうち${number(usable)}枚が届きました。`,
    cancelled:
      'キャンセルしました。プロバイダーですでに始まっていた処理には、料金がかかることがあります。',
  },
  errors: {
    invalid_request: () => '送信できない設定があります。確認して、もう一度お試しください。',
    configuration: () =>
      'バリエーションの設定に問題があります。このページの管理者にお知らせください。',
    aborted: () => 'キャンセルしました。',
    timeout: () =>
      '時間がかかりすぎました。もう一度試すか、バリエーションの枚数を減らしてください。',
    offline: () =>
      'オフラインです。画像は保持されています。接続が回復したら、もう一度お試しください。',
    network: () => '送信を始める前に接続に失敗しました。もう一度お試しください。',
    outcome_unknown: () =>
      '待機中に接続が切れました。すでに作成され、料金が発生している可能性があります。やり直す前にご確認ください。',
    redirect: () =>
      'サーバーから別のアドレスへ転送されたため、中止しました。このページの管理者にお知らせください。',
    http: ({ status = 0, retryAfterMs }) =>
      status === 429
        ? `リクエストが多すぎます。${retryAfterMs ? `${duration(retryAfterMs)}後に` : 'しばらくしてから'}もう一度お試しください。`
        : (refusals[status] ??
          (status >= 500
            ? 'モデルは現在利用できません。もう一度試すか、別のモデルを選んでください。'
            : 'サーバーがこのリクエストを受け付けませんでした。画像または設定を変更してください。')),
    bad_response: () =>
      '応答を読み取れませんでした。料金が発生している可能性があります。やり直す前にご確認ください。',
  },
  error: {
    title: 'うまくいきませんでした',
    details: '詳細',
    code: 'コード',
    status: 'ステータス',
    requestId: 'リクエスト',
    answer: '応答',
  },
  chunk: {
    failed: 'ページのこの部分を読み込めませんでした。接続を確認して、もう一度お試しください。',
    retry: 'もう一度試す',
  },
  gallery: {
    title: 'バリエーション',
    empty: 'バリエーションはまだありません',
    emptyHint: '作成されると、ここに表示されます。',
    image: (position, total, name) =>
      `${name ? `${name}の` : ''}バリエーション ${number(position)} / ${number(total)}`,
    run: (n) => `バリエーション${number(n)}枚`,
    source: (name) => `元の画像: ${name}`,
    parent: 'バリエーションから作成',
    pending: (n) => `バリエーションを${number(n)}枚作成中`,
    select: '選択',
    selected: (n) => `${number(n)}枚を選択中`,
    selectAll: 'すべて選択',
    done: '完了',
    downloadAll: 'すべてダウンロード',
    downloadFailed: (n) =>
      `${number(n)}枚の画像を保存できませんでした。画像を開いて保存してください。`,
    reuse: '設定を再利用',
    remove: '削除',
    undo: '元に戻す',
    expires: (time) => `有効期限: ${time}`,
    cacheHit: 'キャッシュから取得',
    problems: {
      not_an_image: '届いたデータは画像ではありません。',
      unsafe_url: 'このリンクは安全に開けません。',
      expired: 'このリンクは期限切れです。',
      broken: 'この画像を読み込めません。',
    },
  },
  lightbox: {
    title: 'バリエーション',
    position: (position, total) => `${number(position)} / ${number(total)}`,
    close: '閉じる',
    previous: '前へ',
    next: '次へ',
    compare: '比較',
    compareSlider: '元の画像の表示割合',
    original: '元の画像',
    variation: 'バリエーション',
    zoom: '拡大',
    download: 'ダウンロード',
    copy: 'コピー',
    copied: 'コピーしました',
    copyFailed: 'ここではコピーできません。',
    share: '共有',
    vary: 'この画像から作成',
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
    requestId: 'リクエスト',
    cache: 'キャッシュ',
    source: '元の画像',
  },
}
