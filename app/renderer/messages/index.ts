export { MessagesPane } from './MessagesPane';
