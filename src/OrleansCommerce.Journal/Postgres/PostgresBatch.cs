using Npgsql;
using NpgsqlTypes;

namespace OrleansCommerce.Journal;

/// <summary>A batch as one statement, which is its own transaction: a process that stops in the middle holds no locks.</summary>
internal abstract class PostgresBatch
{
    private NpgsqlConnection? _preparedOn;
    private NpgsqlCommand? _command;

    protected abstract string Statement { get; }

    /// <summary>The types of the parameters; each is an array.</summary>
    protected abstract NpgsqlDbType[] Types { get; }

    /// <summary>Forgets the connection, which is about to be closed.</summary>
    public void Drop() => (_command, _preparedOn) = (null, null);

    protected async Task<NpgsqlCommand> Prepared(NpgsqlConnection connection)
    {
        if (_command is not null && ReferenceEquals(_preparedOn, connection))
            return _command;
        var command = new NpgsqlCommand(Statement, connection);
        foreach (var type in Types)
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | type });
        await command.PrepareAsync();
        _preparedOn = connection;
        return _command = command;
    }

    protected static void Fill(NpgsqlCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
    }
}
