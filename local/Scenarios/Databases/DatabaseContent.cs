using System.Globalization;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Stack.Databases;

namespace Steadfast.Local.Scenarios.Databases;

/// <summary>Schemas and parameters of the real servers, for the control plane.</summary>
internal static class DatabaseContent
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>The schemas that are not the engine's own.</summary>
    public static Task<IReadOnlyList<DatabaseSchema>> SchemasAsync(
        DatabasePair pair, CancellationToken ct) => pair.Primary.Server.AskAsync<IReadOnlyList<DatabaseSchema>>(
        session =>
        [
            .. session.Column(
                "SELECT CONCAT_WS('\t', schema_name, default_character_set_name, default_collation_name) FROM information_schema.schemata "
                    + "WHERE schema_name NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema') ORDER BY schema_name")
                .Select(line => line.Split('\t')).Select(parts => new DatabaseSchema(parts[0], parts[1], parts[2])),
        ],
        Deadline,
        ct);

    /// <summary>Makes a schema on the primary, which the standby follows. The names were checked: none holds a quote.</summary>
    public static Task CreateSchemaAsync(DatabasePair pair, DatabaseSchema schema, CancellationToken ct)
    {
        string collation = schema.Collation.Length == 0 ? "" : $" COLLATE {schema.Collation}";
        return pair.Primary.Server.ExecuteAsync(
            [$"CREATE DATABASE IF NOT EXISTS `{schema.Name}` CHARACTER SET {schema.Charset}{collation}"], Deadline, ct);
    }

    /// <summary>Drops a schema on the primary.</summary>
    public static Task DropSchemaAsync(DatabasePair pair, string name, CancellationToken ct) =>
        pair.Primary.Server.ExecuteAsync([$"DROP DATABASE IF EXISTS `{name}`"], Deadline, ct);

    /// <summary>All parameters of the primary.</summary>
    public static Task<IReadOnlyDictionary<string, string>> ParametersAsync(DatabasePair pair, CancellationToken ct) =>
        pair.Primary.Server.AskAsync<IReadOnlyDictionary<string, string>>(
            session => session.Column("SELECT CONCAT(LOWER(variable_name), '\t', variable_value) FROM information_schema.global_variables")
                .Select(line => line.Split('\t', 2)).ToDictionary(parts => parts[0], parts => parts[1]),
            Deadline,
            ct);

    /// <summary>Changes a parameter on both servers. A number must not be sent as text: the engine refuses it then.</summary>
    public static async Task SetParameterAsync(DatabasePair pair, string name, string value, CancellationToken ct)
    {
        object typed =
            decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number) ? number : value;
        foreach (DatabaseMember member in pair.Members)
        {
            await member.Server.AskAsync(session => session.Execute($"SET GLOBAL {name} = @p0", typed), Deadline, ct);
        }
    }
}
