// Verifies a log with the reference implementation: golang.org/x/mod/sumdb/{note,tlog}, and for ECDSA with Go's own crypto.
//
//	verify FOLDER
//
// The folder holds what the log would serve (tile/…), and keys.txt, checkpoints/*, inclusion/*.tlog-proof, consistency/*.
// Prints what was verified. Exit code: 0 if everything is right, 1 if something is not.
package main

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type checkpoint struct {
	size int64
	root tlog.Hash
}

func main() {
	if err := verify(os.Args[1]); err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
}

func verify(folder string) error {
	keys, err := readKeys(filepath.Join(folder, "keys.txt"))
	if err != nil {
		return err
	}
	checkpoints := map[int64]tlog.Hash{}
	var largest checkpoint
	for _, file := range list(folder, "checkpoints") {
		each, err := readCheckpoint(read(file), keys)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		checkpoints[each.size] = each.root
		if each.size > largest.size {
			largest = each
		}
	}

	records, err := verifyTiles(folder, largest)
	if err != nil {
		return err
	}
	inclusions := list(folder, "inclusion")
	for _, file := range inclusions {
		if err := verifyInclusion(folder, string(read(file)), keys); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	consistencies := list(folder, "consistency")
	for _, file := range consistencies {
		if err := verifyConsistency(filepath.Base(file), string(read(file)), checkpoints); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	fmt.Printf("verified: %d checkpoints, %d records in tiles, %d inclusion proofs, %d consistency proofs\n",
		len(checkpoints), records, len(inclusions), len(consistencies))
	return nil
}

// verifyTiles reads every entry from its bundle, and has tlog prove its inclusion from our tiles, which it authenticates.
func verifyTiles(folder string, tree checkpoint) (int64, error) {
	hashes := tlog.TileHashReader(tlog.Tree{N: tree.size, Hash: tree.root}, tileReader{folder})
	var bundle []byte
	for index := int64(0); index < tree.size; index++ {
		if index%256 == 0 {
			bundle = read(bundlePath(folder, index/256, tree.size))
		}
		if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
			return 0, fmt.Errorf("the bundle of record %d is cut off", index)
		}
		length := int(binary.BigEndian.Uint16(bundle))
		record := bundle[2 : 2+length]
		bundle = bundle[2+length:]
		proof, err := tlog.ProveRecord(tree.size, index, hashes)
		if err != nil {
			return 0, err
		}
		if err := tlog.CheckRecord(proof, tree.size, tree.root, index, tlog.RecordHash(record)); err != nil {
			return 0, fmt.Errorf("record %d: %w", index, err)
		}
	}
	return tree.size, nil
}

func verifyInclusion(folder, proof string, keys []note.Verifier) error {
	head, body, ok := strings.Cut(proof, "\n\n")
	lines := strings.Split(head, "\n")
	if !ok || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" || !strings.HasPrefix(lines[1], "index ") {
		return errors.New("no proof")
	}
	index, err := strconv.ParseInt(lines[1][len("index "):], 10, 64)
	if err != nil {
		return err
	}
	tree, err := readCheckpoint([]byte(body), keys)
	if err != nil {
		return err
	}
	hashes, err := parseHashes(lines[2:])
	if err != nil {
		return err
	}
	record := read(filepath.Join(folder, "records", strconv.FormatInt(index, 10)))
	return tlog.CheckRecord(tlog.RecordProof(hashes), tree.size, tree.root, index, tlog.RecordHash(record))
}

func verifyConsistency(name, proof string, checkpoints map[int64]tlog.Hash) error {
	var from, to int64
	if _, err := fmt.Sscanf(name, "%d-%d", &from, &to); err != nil {
		return err
	}
	hashes, err := parseHashes(strings.Fields(proof))
	if err != nil {
		return err
	}
	return tlog.CheckTree(tlog.TreeProof(hashes), to, checkpoints[to], from, checkpoints[from])
}

// readCheckpoint asks for a signature of every key.
func readCheckpoint(bytes []byte, keys []note.Verifier) (checkpoint, error) {
	opened, err := note.Open(bytes, note.VerifierList(keys...))
	if err != nil {
		return checkpoint{}, err
	}
	if len(opened.Sigs) != len(keys) || len(opened.UnverifiedSigs) != 0 {
		return checkpoint{}, fmt.Errorf("%d of %d keys have signed", len(opened.Sigs), len(keys))
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != keys[0].Name() {
		return checkpoint{}, errors.New("no checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return checkpoint{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return checkpoint{size, root}, err
}

func readKeys(file string) ([]note.Verifier, error) {
	var keys []note.Verifier
	for _, line := range strings.Fields(string(read(file))) {
		key, err := note.NewVerifier(line)
		if err != nil {
			key, err = newECDSAVerifier(line)
		}
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	return keys, nil
}

type ecdsaVerifier struct {
	name string
	id   uint32
	key  *ecdsa.PublicKey
}

func newECDSAVerifier(line string) (note.Verifier, error) {
	parts := strings.SplitN(line, "+", 3)
	bytes, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || bytes[0] != 2 {
		return nil, errors.New("no ECDSA key")
	}
	key, err := x509.ParsePKIXPublicKey(bytes[1:])
	if err != nil {
		return nil, err
	}
	hash := sha256.Sum256(bytes[1:])
	id := binary.BigEndian.Uint32(hash[:])
	if fmt.Sprintf("%08x", id) != parts[1] {
		return nil, errors.New("the id is not that of the key")
	}
	return &ecdsaVerifier{parts[0], id, key.(*ecdsa.PublicKey)}, nil
}

func (v *ecdsaVerifier) Name() string    { return v.name }
func (v *ecdsaVerifier) KeyHash() uint32 { return v.id }
func (v *ecdsaVerifier) Verify(message, signature []byte) bool {
	digest := sha256.Sum256(message)
	return ecdsa.VerifyASN1(v.key, digest[:], signature)
}

type tileReader struct{ folder string }

func (r tileReader) Height() int { return 8 }

func (r tileReader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, tile := range tiles {
		// tlog writes the height into the path, tlog-tiles does not.
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		bytes, err := os.ReadFile(filepath.Join(r.folder, filepath.FromSlash(path)))
		if err != nil {
			return nil, err
		}
		data = append(data, bytes)
	}
	return data, nil
}

func (r tileReader) SaveTiles([]tlog.Tile, [][]byte) {}

func bundlePath(folder string, index, size int64) string {
	width := int64(256)
	if size-index*256 < 256 {
		width = size - index*256
	}
	tile := tlog.Tile{H: 8, L: -1, N: index, W: int(width)}
	return filepath.Join(folder, filepath.FromSlash(strings.Replace(tile.Path(), "tile/8/data/", "tile/entries/", 1)))
}

func parseHashes(lines []string) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, line := range lines {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return nil, err
		}
		hashes = append(hashes, hash)
	}
	return hashes, nil
}

func list(folder, name string) []string {
	files, _ := filepath.Glob(filepath.Join(folder, name, "*"))
	return files
}

func read(file string) []byte {
	data, err := os.ReadFile(file)
	if err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
	return data
}
