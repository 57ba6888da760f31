/** The program's entry. */
console.log('lifeboat');
