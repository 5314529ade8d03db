using System.Globalization;
using System.Text.RegularExpressions;

namespace Steadfast.Local.AzureEmulator;

/// <summary>A parameter of the server, which Azure calls a configuration.</summary>
/// <param name="Name">Its name, as the engine spells it.</param>
/// <param name="DataType">Integer, Numeric, Enumeration or String.</param>
/// <param name="IsReadOnly">Whether it is only shown.</param>
internal sealed partial record ServerParameter(string Name, string DataType, bool IsReadOnly)
{
    // Those on which the pair's own guarantees hang (replication, read_only, durability) are not for callers to change, on Azure neither.
    public static IReadOnlyList<ServerParameter> All { get; } =
    [
        new("connect_timeout", "Integer", IsReadOnly: false),
        new("event_scheduler", "Enumeration", IsReadOnly: false),
        new("innodb_buffer_pool_size", "Integer", IsReadOnly: true),
        new("innodb_lock_wait_timeout", "Integer", IsReadOnly: false),
        new("interactive_timeout", "Integer", IsReadOnly: false),
        new("join_buffer_size", "Integer", IsReadOnly: false),
        new("lock_wait_timeout", "Integer", IsReadOnly: false),
        new("long_query_time", "Numeric", IsReadOnly: false),
        new("max_allowed_packet", "Integer", IsReadOnly: false),
        new("max_connections", "Integer", IsReadOnly: false),
        new("net_read_timeout", "Integer", IsReadOnly: false),
        new("net_write_timeout", "Integer", IsReadOnly: false),
        new("read_only", "Enumeration", IsReadOnly: true),
        new("slow_query_log", "Enumeration", IsReadOnly: false),
        new("sort_buffer_size", "Integer", IsReadOnly: false),
        new("sql_mode", "String", IsReadOnly: false),
        new("table_open_cache", "Integer", IsReadOnly: false),
        new("wait_timeout", "Integer", IsReadOnly: false),
    ];

    public static ServerParameter? Find(string name) =>
        All.FirstOrDefault(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Tells whether the text may be a value of it. The server itself has the last word.</summary>
    public bool Accepts(string value) => DataType switch
    {
        "Integer" => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _),
        "Numeric" => decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _),
        _ => WordList().IsMatch(value),
    };

    [GeneratedRegex("^[A-Za-z0-9_,]{0,500}$")]
    private static partial Regex WordList();
}
