package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

func init() {
	scenarios["sqlpool"] = scenario{serveSQL, loadCrowd}
	sql.Register("slow", slowDriver{})
}

// slowDriver is a database that answers after a while, as one behind a network does.
type slowDriver struct{}
type slowConnection struct{}
type slowStatement struct{}
type slowRows struct{ left int }

func (slowDriver) Open(string) (driver.Conn, error)              { return slowConnection{}, nil }
func (slowConnection) Prepare(string) (driver.Stmt, error)       { return slowStatement{}, nil }
func (slowConnection) Close() error                              { return nil }
func (slowConnection) Begin() (driver.Tx, error)                 { return slowConnection{}, nil }
func (slowConnection) Commit() error                             { return nil }
func (slowConnection) Rollback() error                           { return nil }
func (slowStatement) Close() error                               { return nil }
func (slowStatement) NumInput() int                              { return -1 }
func (slowStatement) Exec([]driver.Value) (driver.Result, error) { return driver.ResultNoRows, wait() }
func (slowStatement) Query([]driver.Value) (driver.Rows, error)  { return &slowRows{3}, wait() }
func (*slowRows) Columns() []string                              { return []string{"n"} }
func (*slowRows) Close() error                                   { return nil }

func (r *slowRows) Next(values []driver.Value) error {
	if r.left == 0 {
		return io.EOF
	}
	r.left--
	values[0] = int64(r.left)
	return wait()
}

func wait() error {
	time.Sleep(jitter(50 * time.Millisecond))
	return nil
}

// Ten connections for three hundred clients: most requests wait for one.
func serveSQL(listener net.Listener) {
	database, err := sql.Open("slow", "")
	if err != nil {
		fail(err.Error())
	}
	database.SetMaxOpenConns(10)
	database.SetConnMaxLifetime(time.Minute)
	http.HandleFunc("/work", func(w http.ResponseWriter, r *http.Request) {
		if err := transfer(r.Context(), database); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		fmt.Fprintln(w, "done")
	})
	http.Serve(listener, nil)
}

func transfer(ctx context.Context, database *sql.DB) error {
	tx, err := database.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	rows, err := tx.QueryContext(ctx, "SELECT n")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var n int
		if err := rows.Scan(&n); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, "UPDATE n"); err != nil {
		return err
	}
	return tx.Commit()
}
