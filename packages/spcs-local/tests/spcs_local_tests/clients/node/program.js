// Asks an account what its arguments say, in the order of theirs; one line of JSON for each answer.
const snowflake = require('snowflake-sdk');

snowflake.configure({ logLevel: 'OFF' });
const connection = snowflake.createConnection(JSON.parse(process.env.CONNECTION));
const ask = (asked) => new Promise((resolve) => {
  const complete = (error, _statement, rows) => resolve(error ? { error: error.code, text: error.message } : rows);
  connection.execute({ ...asked, complete });
});

connection.connect(async (error) => {
  if (error) { console.log(JSON.stringify({ error: error.code, text: error.message })); return; }
  for (const asked of JSON.parse(process.env.STATEMENTS)) console.log(JSON.stringify(await ask(asked)));
  connection.destroy((failed) => console.log(JSON.stringify({ ended: !failed })));
});
