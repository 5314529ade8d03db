namespace Steadfast.Local.AzureEmulator;

/// <summary>The pair behind the flexible server: real database servers in the twin, a model in a test.</summary>
/// <remarks>
/// The emulator asks for one change at a time, except that <see cref="RestoreRedundancyAsync"/> may still be running when the primary
/// is restarted. It looks at any time. A method that cannot do what it is asked to do throws; the emulator tries again where a service
/// would.
/// </remarks>
public interface IDatabaseServers
{
    /// <summary>Zone of the server that is the primary now.</summary>
    string PrimaryZone { get; }

    /// <summary>Zone of the other one.</summary>
    string StandbyZone { get; }

    /// <summary>
    /// The pair as the service's own management sees it. It does not come by the network path of the customers, so it sees no partition
    /// there.
    /// </summary>
    Task<PairReading> ObserveAsync(CancellationToken ct);

    /// <summary>Makes the standby the primary; returns when the new primary accepts writes.</summary>
    /// <param name="planned">True: the old primary stops writing first and the standby gets everything. False: the old primary is made
    /// unable to write, whatever state it is in.</param>
    /// <param name="ct">Gives a planned one up; one that is not planned may be asked for next.</param>
    Task FailoverAsync(bool planned, CancellationToken ct);

    /// <summary>Restarts the primary, also one that is dead or hangs; returns when it accepts writes again.</summary>
    Task RestartAsync(CancellationToken ct);

    /// <summary>
    /// Makes the pair redundant again after a failover or the loss of the standby; returns when the standby replicates. Does nothing when
    /// it does so already.
    /// </summary>
    Task RestoreRedundancyAsync(CancellationToken ct);

    /// <summary>
    /// Stops both servers in an orderly way; <see cref="RestartAsync"/> and <see cref="RestoreRedundancyAsync"/> start them again. Default:
    /// it cannot be done.
    /// </summary>
    Task StopAsync(CancellationToken ct) => throw new NotSupportedException("These servers cannot be stopped.");

    /// <summary>The schemas of customers on the primary. Default: none.</summary>
    Task<IReadOnlyList<DatabaseSchema>> SchemasAsync(CancellationToken ct) => Task.FromResult<IReadOnlyList<DatabaseSchema>>([]);

    /// <summary>Makes a schema; does nothing when there is one of that name. Default: it cannot be done.</summary>
    Task CreateSchemaAsync(DatabaseSchema schema, CancellationToken ct) =>
        throw new NotSupportedException("No schema can be made on these servers.");

    /// <summary>Drops a schema with all it holds; does nothing when there is none of that name. Default: it cannot be done.</summary>
    Task DropSchemaAsync(string name, CancellationToken ct) =>
        throw new NotSupportedException("No schema can be dropped on these servers.");

    /// <summary>The parameters of the primary by name, as many as it tells. Default: none.</summary>
    Task<IReadOnlyDictionary<string, string>> ParametersAsync(CancellationToken ct) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>());

    /// <summary>Changes a parameter on both servers, until they are restarted. Default: it cannot be done.</summary>
    Task SetParameterAsync(string name, string value, CancellationToken ct) =>
        throw new NotSupportedException("No parameter of these servers can be changed.");
}
