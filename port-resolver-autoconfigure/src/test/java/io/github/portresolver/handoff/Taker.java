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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;

import io.github.portresolver.resolve.HeldPort;
import io.github.portresolver.testsupport.Ports;

import org.springframework.boot.ExitCodeEvent;
import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Takes a guarded port in the instant in which the guard is open, which comes too early
 * with it, and sees the exit codes that Spring Boot tells then.
 */
final class Taker implements ApplicationListener<ApplicationEvent>, AutoCloseable {

	private final String name;

	private final ServerSocketChannel channel;

	private final List<Integer> exitCodes = new ArrayList<>();

	Taker(String name) throws IOException {
		this.name = name;
		this.channel = ServerSocketChannel.open().setOption(StandardSocketOptions.SO_REUSEADDR, true);
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		if (event instanceof ApplicationPreparedEvent prepared) {
			prepared.getApplicationContext()
				.addBeanFactoryPostProcessor(
						(beanFactory) -> take(beanFactory.getBean(HeldPorts.class).find(this.name)));
		}
		else if (event instanceof ExitCodeEvent exit) {
			this.exitCodes.add(exit.getExitCode());
		}
	}

	private void take(HeldPort held) {
		assertThat(held).isNotNull();
		held.letServerBind();
		try {
			this.channel.bind(new InetSocketAddress(held.port()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	int port() {
		return this.channel.socket().getLocalPort();
	}

	List<Integer> exitCodes() {
		return this.exitCodes;
	}

	boolean isServing() throws IOException {
		return Ports.serves(this.channel);
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
