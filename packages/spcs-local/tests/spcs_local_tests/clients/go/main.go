// Command client signs in to an account with the Go driver and prints what it gets, one "name=value" a line.
package main

import (
	"bytes"
	"context"
	"crypto/rsa"
	"crypto/x509"
	"database/sql"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	sf "github.com/snowflakedb/gosnowflake/v2"
)

func main() {
	if err := run(context.Background(), os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run does each thing once; directory is for the files sent and fetched.
func run(ctx context.Context, directory string) error {
	database, err := open()
	if err != nil {
		return err
	}
	defer database.Close()
	session, err := database.Conn(ctx)
	if err != nil {
		return fmt.Errorf("login: %w", err)
	}
	defer session.Close()
	for _, step := range []func(context.Context, *sql.Conn, string) error{selects, shows, transfers, fails} {
		if err := step(ctx, session, directory); err != nil {
			return err
		}
	}
	return nil
}

func open() (*sql.DB, error) {
	port, err := strconv.Atoi(os.Getenv("SNOWFLAKE_PORT"))
	if err != nil {
		return nil, fmt.Errorf("SNOWFLAKE_PORT: %w", err)
	}
	config := sf.Config{
		Account: os.Getenv("SNOWFLAKE_ACCOUNT"), User: os.Getenv("SNOWFLAKE_USER"), Password: os.Getenv("SNOWFLAKE_PASSWORD"),
		Host: os.Getenv("SNOWFLAKE_HOST"), Port: port, Protocol: "http",
	}
	if config.Token = os.Getenv("SNOWFLAKE_TOKEN"); config.Token != "" {
		config.Authenticator, config.WorkloadIdentityProvider = sf.AuthTypeWorkloadIdentityFederation, "OIDC"
	}
	if pemText := os.Getenv("SNOWFLAKE_PRIVATE_KEY"); pemText != "" {
		if config.PrivateKey, err = privateKey(pemText); err != nil {
			return nil, err
		}
		config.Authenticator = sf.AuthTypeJwt
	}
	dsn, err := sf.DSN(&config)
	if err != nil {
		return nil, err
	}
	return sql.Open("snowflake", dsn)
}

// privateKey reads PKCS #8 in PEM.
func privateKey(text string) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errors.New("SNOWFLAKE_PRIVATE_KEY: no PEM")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("SNOWFLAKE_PRIVATE_KEY: %w", err)
	}
	found, isRSA := key.(*rsa.PrivateKey)
	if !isRSA {
		return nil, errors.New("SNOWFLAKE_PRIVATE_KEY: no RSA key")
	}
	return found, nil
}

func selects(ctx context.Context, session *sql.Conn, _ string) error {
	var user, role string
	if err := session.QueryRowContext(ctx, "SELECT CURRENT_USER(), CURRENT_ROLE()").Scan(&user, &role); err != nil {
		return fmt.Errorf("select: %w", err)
	}
	fmt.Printf("user=%s\nrole=%s\n", user, role)
	return nil
}

func shows(ctx context.Context, session *sql.Conn, _ string) error {
	for _, statement := range []string{"CREATE DATABASE GO_D", "CREATE STAGE GO_D.PUBLIC.S"} {
		if _, err := session.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	rows, err := session.QueryContext(ctx, "SHOW DATABASES")
	if err != nil {
		return fmt.Errorf("show: %w", err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	values, places := make([]sql.NullString, len(columns)), make([]any, len(columns))
	for i := range values {
		places[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(places...); err != nil {
			return fmt.Errorf("show: %w", err)
		}
		fmt.Printf("%s=%s\n%s=%s\n", "column", columns[1], "database", values[1].String)
	}
	return rows.Err()
}

func transfers(ctx context.Context, session *sql.Conn, directory string) error {
	content := []byte("what went up comes down\n")
	if err := os.WriteFile(filepath.Join(directory, "a.txt"), content, 0o600); err != nil {
		return err
	}
	fetched := filepath.Join(directory, "fetched")
	if err := os.MkdirAll(fetched, 0o700); err != nil {
		return err
	}
	for _, statement := range []string{
		fmt.Sprintf("PUT file://%s/a.txt @GO_D.PUBLIC.S AUTO_COMPRESS=FALSE", directory),
		fmt.Sprintf("GET @GO_D.PUBLIC.S/a.txt file://%s/", fetched),
	} {
		if _, err := session.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	back, err := os.ReadFile(filepath.Join(fetched, "a.txt"))
	fmt.Printf("same=%t\n", bytes.Equal(back, content))
	return err
}

func fails(ctx context.Context, session *sql.Conn, _ string) error {
	_, err := session.ExecContext(ctx, "DROP DATABASE NOWHERE")
	var failure *sf.SnowflakeError
	if !errors.As(err, &failure) {
		return fmt.Errorf("DROP DATABASE NOWHERE: %v", err)
	}
	fmt.Printf("number=%d\nsqlstate=%s\n", failure.Number, failure.SQLState)
	return nil
}
