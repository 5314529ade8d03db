namespace Steadfast.WebApp.Database;

/// <summary>What the rest of the application uses: reads and writes that are answered, or have failed, before the deadline.</summary>
internal sealed class DatabaseAccess : IDisposable
{
    private readonly DatabaseSight _sight;
    private readonly DatabaseGate _reads;
    private readonly DatabaseGate _writes;

    public DatabaseAccess(DatabaseConnector connector, DatabaseSight sight, Migrations migrations, ConnectionEra eras, DatabaseLimits limits, TimeProvider clock)
    {
        _sight = sight;
        _reads = new DatabaseGate("reads", connector, eras, limits, clock, OnFailure);
        _writes = new DatabaseGate("writes", connector, eras, limits, clock, kind =>
        {
            sight.WriteRefused(kind);
            OnFailure(kind);
        });

        void OnFailure(FailureKind kind)
        {
            if (kind == FailureKind.NoSchema)
            {
                migrations.Again();
            }
            else if (FailurePolicy.CondemnsAll(kind))
            {
                sight.Doubt();
            }
        }
    }

    /// <summary>Reads. The work may run more than once.</summary>
    /// <exception cref="DatabaseFailureException">It could not be read in time.</exception>
    public Task<T> ReadAsync<T>(Func<DatabaseSession, T> work, CancellationToken cancellation) =>
        RunAsync(_reads, work, write: false, cancellation);

    /// <summary>Writes. The work may run more than once, and must then change nothing more.</summary>
    /// <exception cref="DatabaseFailureException">It is not known to be written.</exception>
    public async Task<T> WriteAsync<T>(Func<DatabaseSession, T> work, CancellationToken cancellation)
    {
        var result = await RunAsync(_writes, work, write: true, cancellation);
        _sight.WriteSucceeded();
        return result;
    }

    /// <summary>Writes, and waits for no trouble to pass: what the database does at this moment is the answer, also where others are not let in.</summary>
    /// <exception cref="DatabaseFailureException">It is not known to be written.</exception>
    public async Task<T> WriteOnceAsync<T>(Func<DatabaseSession, T> work, CancellationToken cancellation)
    {
        var result = await _writes.RunAsync(work, patient: false, cancellation);
        _sight.WriteSucceeded();
        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reads.Dispose();
        _writes.Dispose();
    }

    private Task<T> RunAsync<T>(DatabaseGate gate, Func<DatabaseSession, T> work, bool write, CancellationToken cancellation) => _sight.Admit(write) switch
    {
        Admission.Refused => throw new DatabaseFailureException(FailureKind.Unreachable),
        var admission => gate.RunAsync(work, admission == Admission.Patient, cancellation),
    };
}
