import { app } from './app.js'

app.listen(3000, '127.0.0.1', () => console.log('http://localhost:3000/api/image-variations'))
