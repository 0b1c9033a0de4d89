using Npgsql;

namespace OrleansCommerce.Journal;

/// <summary>
/// The one connection that appends. It holds the session lock that keeps a second process out, so whoever can write owns the journal.
/// After a lost answer it makes sure that the old session has ended before anything is written or read: until then the lost
/// statement may still commit.
/// </summary>
internal sealed class PostgresSession : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlDataSource _control;
    private readonly bool _isExclusive;
    private readonly PostgresProcess _process;
    private readonly TimeSpan _ownerPatience;
    private readonly string _name;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private NpgsqlConnection? _connection;
    private int _pid;
    private int _doubtfulPid;

    public PostgresSession(PostgresOptions options, NpgsqlDataSource control, PostgresProcess process)
    {
        _process = process;
        // A name of its own, so that the session can be recognised and ended from another connection.
        _name = $"journal-{Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8))}";
        var settings = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            ApplicationName = _name,
            Pooling = false,
            CommandTimeout = (int)Math.Ceiling(options.CommandLimit.TotalSeconds),
            Timeout = (int)Math.Ceiling(options.CommandLimit.TotalSeconds),
            TcpKeepAlive = true,
        };
        _source = NpgsqlDataSource.Create(settings);
        _control = control;
        _isExclusive = options.Exclusive;
        _ownerPatience = TimeSpan.FromTicks(Math.Min(options.OwnerPatience.Ticks, options.CommandLimit.Ticks / 2));
    }

    /// <summary>Whether a statement was sent whose outcome is not known yet.</summary>
    public bool IsInDoubt => Volatile.Read(ref _doubtfulPid) != 0;

    /// <summary>The connection, opened anew if need be.</summary>
    /// <exception cref="JournalUnavailableException">It cannot be had; nothing was written.</exception>
    public async Task<NpgsqlConnection> Open()
    {
        if (_connection is { } open && !IsInDoubt)
            return open;
        await _opening.WaitAsync();
        try
        {
            await EndDoubt();
            return _connection ??= await Connect();
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            throw PostgresErrors.OfRead(e);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Gives the connection up after an error; <paramref name="isInDoubt"/> when a statement may still be running in it.</summary>
    public async Task Drop(bool isInDoubt)
    {
        if (_connection is not { } connection)
            return;
        if (isInDoubt)
            Volatile.Write(ref _doubtfulPid, _pid);
        _connection = null;
        try
        {
            await connection.DisposeAsync();
        }
        catch (NpgsqlException)
        {
            // It is given up because it does not work.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Drop(isInDoubt: false);
        await _source.DisposeAsync();
        _opening.Dispose();
    }

    private async Task<NpgsqlConnection> Connect()
    {
        var connection = await _source.OpenConnectionAsync();
        try
        {
            // The batch statement has one good plan; choosing it again for each batch would cost as much as running it. It is chosen while
            // tables may be empty, and goes through their indexes all the same.
            await using (var plan = new NpgsqlCommand("SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off", connection))
                await plan.ExecuteNonQueryAsync();
            if (!await TryOwn(connection))
            {
                throw new JournalUnavailableException(
                    _isExclusive
                        ? "Another process is using this journal: its session lock is held. One process owns a journal; end the other one first."
                        : "Another process is using this journal for itself alone: its session lock is held. End it before others share the journal.",
                    mayBeWritten: false);
            }
            await using (var join = new NpgsqlCommand(_isExclusive ? PostgresProcess.JoinAlone : _process.Join, connection))
                await join.ExecuteNonQueryAsync();
            // Kept, because a broken connection no longer tells it.
            _pid = connection.ProcessID;
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    // A process that was killed leaves its session to the server, which ends it when it next speaks to it: after the statement that
    // was running, or, where the whole machine is gone, when the keepalives stay unanswered. So the lock is waited for a moment.
    private async Task<bool> TryOwn(NpgsqlConnection connection)
    {
        try
        {
            await using var command = new NpgsqlCommand(
                $"""
                SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3;
                SET lock_timeout = {(int)_ownerPatience.TotalMilliseconds};
                SELECT {(_isExclusive ? "pg_advisory_lock" : "pg_advisory_lock_shared")}(hashtext('orleanscommerce.journal'), hashtext(current_schema()));
                RESET lock_timeout
                """,
                connection);
            await command.ExecuteNonQueryAsync();
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return false;
        }
    }

    private async Task EndDoubt()
    {
        if (!IsInDoubt)
            return;
        await using var command = _control.CreateCommand(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND application_name = $2");
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = _doubtfulPid });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _name });
        // The server lists a session until its transaction is over, so its absence settles what the lost statement did.
        if (await command.ExecuteScalarAsync() is not null)
        {
            throw new JournalUnavailableException(
                "The session of a lost connection is being ended; what it did is not settled yet.", mayBeWritten: false);
        }
        Volatile.Write(ref _doubtfulPid, 0);
    }
}
