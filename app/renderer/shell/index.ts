export { Shell } from './Shell';
export { useFaults } from './useFaults';
