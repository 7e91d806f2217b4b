/* table_file.h: a Lua file that returns a table, which is read once, key by key, into structs in C.
 *
 * The file is not trusted. It runs in globals of its own without files (lua/sandbox.c); the table that it returned is
 * not looked at again, since a function of it could have put anything into it meanwhile. A wrong key is a fault like
 * any other: reading goes on, so that an author sees all faults at once. Tables know no lines: those in the messages
 * are where the file's text has the key. */
#ifndef SEQLAB_LESSON_TABLE_FILE_H
#define SEQLAB_LESSON_TABLE_FILE_H

#include "base/buffer.h"
#include "lua/host.h"

typedef struct TableFile {
    LuaHost *host;
    const char *folder, *name; /* as messages call it: FOLDER/NAME */
    bool needs[2];             /* by Language: what is said must be said in it */
    Buffer source;             /* the text of the file */
    Buffer *faults;            /* a line each */
} TableFile;

typedef struct Choice {
    char *id, *english, *korean;
} Choice;
typedef struct NameList {
    char **names;
    int count;
} NameList;

typedef enum { KEY_TEXT, KEY_NUMBER, KEY_FUNCTION, KEY_NAMES, KEY_ITS_OWN } KeyType;

/* A key of a table, and the field that takes its value: char *, double, int (a function in the registry), NameList.
 * KEY_ITS_OWN: code reads it. A list of them ends with the name NULL. */
typedef struct Key {
    const char *name;
    KeyType type;
    size_t offset;
} Key;

/* Which table is read: how messages call it, and its line. */
typedef struct Where {
    const char *name;
    int line;
} Where;

/* Pushes what the file returns. Raises where that is no table. */
void table_file_run(lua_State *L, const TableFile *file);
/* Reads the keys of the table at `table` into base; values of a wrong kind, and keys that nobody reads, are faults. */
void table_file_keys(lua_State *L, int table, const TableFile *file, const Key *keys, void *base, Where where);
/* Reads { en =, ko = } of the table's key `what` in the same way. A language that is not needed gets the other's
 * text. */
void table_file_sentence(lua_State *L, int table, const TableFile *file, const char *what, char **english,
                         char **korean);
/* Reads the list of { id =, en =, ko = } on top of the stack, and counts them: none if they are more than LIST_MOST. */
enum { LIST_MOST = 9 };
void table_file_choices(lua_State *L, const TableFile *file, const char *what, Choice **list, int *count, Where where);
void choices_free(Choice *list, int count);
bool table_file_plain(const char *text); /* UTF-8 without control characters */
/* A fault: a key of the wrong kind. */
void table_file_wrong(const TableFile *file, Where where, const char *key, const char *wanted);
#define TABLE_FAULT(file, line, ...) lesson_fault((file)->faults, (file)->folder, (file)->name, line, __VA_ARGS__)

/* The line of the file where `words` stands first; 0: nowhere. */
int table_file_line(const TableFile *file, const char *words);
/* The line of `source`, from 1, where `words` stands at or after the line `from`; 0: nowhere. */
int lesson_line_of(const char *source, const char *words, int from);

/* The text, or the list of texts, on top of the stack, added to the list. False if it is something else. */
bool name_list_take(lua_State *L, NameList *list);
void name_list_add(NameList *list, const char *name);
bool name_list_has(const NameList *list, const char *name);
bool name_list_shift(NameList *list, const char *name); /* takes it out if it is the first; whether it was */
void name_list_free(NameList *list);

#endif
