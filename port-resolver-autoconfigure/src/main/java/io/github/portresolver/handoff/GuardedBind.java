/*
 * Copyright 2026 the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.portresolver.handoff;

import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.unix.Errors.NativeIoException;
import io.netty.util.concurrent.Future;

/**
 * Opens the guard for no longer than a channel's own bind takes: in the channel's loop,
 * as the last thing before it.
 */
class GuardedBind extends ChannelOutboundHandlerAdapter {

	private final ServerBind serverBind;

	GuardedBind(ServerBind serverBind) {
		this.serverBind = serverBind;
	}

	@Override
	public void bind(ChannelHandlerContext context, SocketAddress localAddress, ChannelPromise promise) {
		if (!(localAddress instanceof InetSocketAddress local)
				|| !this.serverBind.open(local.getAddress(), local.getPort())) {
			context.bind(localAddress, promise);
			return;
		}
		ChannelPromise bound = context.newPromise();
		bound.addListener((future) -> closeGuard(future, local, promise));
		context.bind(localAddress, bound);
	}

	private void closeGuard(Future<?> bound, InetSocketAddress local, ChannelPromise promise) {
		this.serverBind.close();
		if (bound.isSuccess()) {
			promise.setSuccess();
		}
		else {
			promise.setFailure(failure(bound.cause(), local));
		}
	}

	private Throwable failure(Throwable cause, InetSocketAddress local) {
		return (cause instanceof BindException || cause instanceof NativeIoException)
				? this.serverBind.failure((Exception) cause, local.getAddress(), local.getPort()) : cause;
	}

}
