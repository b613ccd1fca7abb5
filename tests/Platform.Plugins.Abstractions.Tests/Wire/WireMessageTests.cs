using Platform.Plugins.Abstractions.Wire;

namespace Platform.Plugins.Abstractions.Tests.Wire;

/// <summary>The memory of messages is lent, and comes back once.</summary>
public sealed class WireMessageTests
{
    [Fact]
    public void A_message_that_is_given_back_twice_is_lent_once()
    {
        var messages = new WireMessages();
        var message = messages.Rent();

        message.Dispose();
        message.Dispose();

        Assert.Same(message, messages.Rent());
        Assert.NotSame(message, messages.Rent());
    }

    [Fact]
    public void A_message_is_empty_when_it_is_lent_again()
    {
        var messages = new WireMessages(headerBytes: 8);
        var message = messages.Rent();
        new WireWriter(message).WriteString("text");
        new WireWriter(message).BeginObject();
        message.Dispose();

        var again = messages.Rent();

        Assert.Same(message, again);
        Assert.Equal((0, 8), (again.Length, again.WithHeader.Length));
    }

    [Fact]
    public void A_message_grows_up_to_what_the_pool_allows_and_keeps_what_it_has()
    {
        var message = new WireMessages(headerBytes: 4, maxBytes: 1_000).Rent();
        message.Header.Fill(7);
        for (var i = 0; i < 250; i++)
            new WireWriter(message).WriteInt32(i);

        Assert.Throws<WireException>(() => new WireWriter(message).WriteByte(1));
        var reader = new WireReader(message.Bytes.Span);
        for (var i = 0; i < 250; i++)
            Assert.Equal(i, reader.ReadInt32());
        Assert.False(reader.HasMore);
        Assert.Equal([7, 7, 7, 7], message.WithHeader[..4].ToArray());
    }

    [Fact]
    public void A_message_that_was_one_of_its_kind_is_not_kept()
    {
        var messages = new WireMessages();
        var message = messages.Rent();
        new WireWriter(message).WriteBytes(new byte[100_000]);

        message.Dispose();

        Assert.NotSame(message, messages.Rent());
    }
}
