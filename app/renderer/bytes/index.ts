export { BytesPane } from './BytesPane';
