using Steadfast.WebApp.Database;

namespace Steadfast.WebApp.SignIn;

/// <summary>SQL of the keys of sessions.</summary>
internal static class SessionKeyTable
{
    /// <summary>All keys, oldest first.</summary>
    public static Task<List<SealedKey>> ListAsync(DatabaseSession session) => session.QueryAsync(
        "SELECT id, sealed_key FROM session_keys ORDER BY made_at, id", static row => new SealedKey(row.GetString(0), row.GetFieldValue<byte[]>(1)));

    /// <summary>Adds a key if it is due, while no other instance can.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="isDue">Says whether these keys are too few.</param>
    /// <param name="make">Makes one.</param>
    /// <returns>All keys.</returns>
    public static async Task<List<SealedKey>> AddIfDueAsync(DatabaseSession session, Func<List<SealedKey>, bool> isDue, Func<List<SealedKey>, SealedKey> make)
    {
        // The server lets go of the lock by itself when its holder is gone.
        bool isOurs = (await session.QueryAsync("SELECT GET_LOCK(CONCAT(DATABASE(), '.session_keys'), 0)", static row => !row.IsDBNull(0) && row.GetInt64(0) == 1)).Single();
        if (!isOurs)
        {
            return await ListAsync(session);
        }

        List<SealedKey> keys = await ListAsync(session);
        if (isDue(keys))
        {
            SealedKey made = make(keys);
            await session.ExecuteAsync("INSERT INTO session_keys (id, sealed_key, made_at) VALUES (@id, @key, UTC_TIMESTAMP(6))", ("@id", made.Id), ("@key", made.Box));
            keys.Add(made);
        }

        await session.ExecuteAsync("DO RELEASE_LOCK(CONCAT(DATABASE(), '.session_keys'))");
        return keys;
    }
}
