/* test_hash_table.c: what was filed under a hash is found again, all of it, and nothing else. */
#include "base/hash_table.h"
#include "base/random.h"
#include "test.h"

static void expect_values(const HashTable *table, uint64_t hash, const int *values, int count)
{
    size_t step = 0;
    for (int i = 0; i < count; i++)
        assert_int_equal(hash_table_next(table, hash, &step), values[i]);
    assert_int_equal(hash_table_next(table, hash, &step), -1);
}

TEST(an_empty_table_has_nothing)
{
    HashTable table = {0};
    expect_values(&table, 7, NULL, 0);
    hash_table_free(&table);
}

/* 64 slots at first: hashes that are equal there collide, and a search at the last slot goes on with the first. */
TEST(values_that_collide_are_told_apart)
{
    HashTable table = {0};
    hash_table_add(&table, 63, 1);
    hash_table_add(&table, 63 + 64, 2);
    hash_table_add(&table, 63, 3);
    hash_table_add(&table, 0, 4);
    expect_values(&table, 63, (int[]){1, 3}, 2);
    expect_values(&table, 63 + 64, (int[]){2}, 1);
    expect_values(&table, 0, (int[]){4}, 1);
    expect_values(&table, 64, NULL, 0);
    hash_table_free(&table);
}

TEST(all_are_kept_while_it_grows)
{
    enum { MANY = 5000 };
    HashTable table = {0};
    for (int i = 0; i < MANY; i++)
        hash_table_add(&table, hash_pair(i / 2, 5), i);
    assert_true(table.count == MANY && table.slots >= 2 * MANY);
    for (int i = 0; i < MANY; i += 2)
        expect_values(&table, hash_pair(i / 2, 5), (int[]){i, i + 1}, 2);
    expect_values(&table, hash_pair(5, MANY), NULL, 0);
    hash_table_free(&table);
}
