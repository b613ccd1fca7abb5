using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Platform.Encryption.EntityFrameworkCore.Tests;

public abstract partial class EncryptedContextContract
{
    [Theory]
    [InlineData("Email")] // of a purpose, whose key is in hand
    [InlineData("Note")] // of a subject, whose key is fetched
    public async Task Rows_that_do_not_open_are_refused_each_time_and_nothing_of_them_is_tracked(string column)
    {
        await SaveAsync(Ada(), Bob());
        await RunAsync($"""UPDATE "Residents" SET "{column}" = (SELECT "{column}" FROM "Residents" WHERE "Age" = 36), "PersonId" = 'ada'""");
        await using var context = Town();

        for (var time = 0; time < 2; time++)
        {
            await Assert.ThrowsAsync<SealedValueException>(() => context.Residents.OrderByDescending(each => each.Age).ToListAsync(Cancellation));
            Assert.Throws<SealedValueException>(() => context.Residents.Single(each => each.Age == 50));
            Assert.Empty(context.ChangeTracker.Entries<Resident>());
        }
        Assert.Equal("ada@example.org", (await context.Residents.SingleAsync(each => each.Age == 36, Cancellation)).Email);
        Assert.Equal(0, await context.SaveChangesAsync(Cancellation));
    }

    [Fact]
    public async Task Reading_that_is_given_up_leaves_what_it_has_read_whole()
    {
        await SaveAsync(Ada(), Bob());
        await using var context = Town();
        foreach (var first in context.Residents.OrderBy(each => each.Age))
        {
            Assert.Equal("likes looms", first.Note);
            break; // the second was read ahead, for its key
        }

        Assert.All(context.ChangeTracker.Entries<Resident>(), static entry => Assert.NotNull(entry.Entity.Note));
        Assert.Equal(["likes looms", "rows boats"], (await context.Residents.ToListAsync(Cancellation)).Select(each => each.Note).Order());
        Assert.Equal(0, await context.SaveChangesAsync(Cancellation));
    }

    [Fact]
    public async Task An_entity_that_an_interceptor_puts_another_in_the_place_of_is_refused_and_not_left_without_its_texts()
    {
        await SaveAsync(Ada());
        var options = new DbContextOptionsBuilder<TownContext>().UsePlatformEncryption(Keyring, _ => "north").AddInterceptors(new Replacing());
        Configure(options);
        await using var context = new TownContext(options.Options);

        Assert.Contains("AsNoTracking", (await Assert.ThrowsAsync<InvalidOperationException>(() => context.Residents.ToListAsync(Cancellation))).Message, StringComparison.Ordinal);
    }

    /// <summary>Puts an object of its own in the place of each resident.</summary>
    private sealed class Replacing : IMaterializationInterceptor
    {
        public object InitializedInstance(MaterializationInterceptionData materializationData, object entity) =>
            entity is Resident resident ? new Resident { Id = resident.Id, PersonId = resident.PersonId } : entity;
    }
}
